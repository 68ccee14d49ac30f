//! What every flow works with: the store, the clock and the caches.
