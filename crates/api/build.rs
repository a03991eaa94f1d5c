//! The web application is compiled in: a new build of it is a reason to compile again.

#[allow(clippy::print_stdout)] // How a build script talks to cargo.
fn main() {
    println!("cargo::rerun-if-changed=../../frontend/dist");
}
