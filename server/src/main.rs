fn main() { println!("modelworth"); }
