//! A permit is given, never written down. It is tried here, a crate further up: the compiler is run on its own here, and
//! must not build the engines that access is compared with for it.

#[test]
fn a_forged_permit_does_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/forged/*.rs");
}
