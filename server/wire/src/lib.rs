//! What other systems send, read into series: one file a format. Pure: bytes in, series out.
