//! Who you are: accounts, passwords, tokens and sessions.
