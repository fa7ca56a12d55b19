//! A permit is given, never written down.

#[test]
fn a_forged_permit_does_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/forged/*.rs");
}
