//! Before anybody is signed in: sign-in, first administrator, invitation. Plain forms, so they need no browser code.

mod first_admin;
mod form;
mod invitation;
mod sign_in;

pub use first_admin::FirstAdminPage;
pub use invitation::InvitationPage;
pub use sign_in::SignInPage;
