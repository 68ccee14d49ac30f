//! PromQL over any storage. Pure: queries and samples in, values out.
