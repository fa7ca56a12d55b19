//! Every example of docs/policy-language.md is read and checked: against the shop where it is whole.

use bailiwick_policy::ProblemLevel;

use crate::shop::checked;

#[test]
fn every_example_of_the_guide_works() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/policy-language.md");
    let guide = std::fs::read_to_string(path).unwrap();
    let mut count = 0;
    for block in guide.split("```yaml\n").skip(1) {
        let example = block.split("```").next().unwrap();
        let whole = if example.contains("permissions:") {
            example.to_owned()
        } else if example.starts_with("actions:") {
            format!("permissions: {{}}\n{example}")
        } else {
            let indented: String = example.lines().map(|line| format!("    {line}\n")).collect();
            format!(
                "permissions:\n  example:\n    table: main.orders\n    roles: [customer]\n{indented}"
            )
        };
        let (policy, problems) = checked(&whole);
        let errors: Vec<String> = problems
            .iter()
            .filter(|problem| problem.level == ProblemLevel::Error)
            .map(ToString::to_string)
            .collect();
        let is_something = !policy.permissions.is_empty() || !policy.actions.is_empty();
        assert!(errors.is_empty() && is_something, "{whole}\n{errors:#?}");
        count += 1;
    }
    assert!(count >= 10, "the guide has only {count} examples");
}

#[test]
fn every_policy_of_the_examples_is_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    for name in ["chinook/policy.yaml", "chinook/policy.postgres.yaml", "wanderlust/policy.yaml"] {
        let source = std::fs::read_to_string(format!("{folder}/{name}")).unwrap();
        let read = bailiwick_policy::parse(&source, bailiwick_policy::Format::Yaml);
        assert!(read.is_ok(), "{name}: {read:?}");
    }
}
