//! Load for the server: the program as a process that is measured from outside, a client that
//! speaks HTTP by hand, and requests made by rule from a seed. Shared by the tests, which run few
//! of them, and the benches, which run many and print what they cost.

pub mod callers;
pub mod frames;
pub mod fuzz;
pub mod hostile;
pub mod http;
pub mod operations;
pub mod random;
pub mod served;
pub mod values;
