//! What can go wrong inside, and how it becomes an error for people.
