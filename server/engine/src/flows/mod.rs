//! The ports, implemented: authorize, check, one transaction with its audit event.
