//! Every example of docs/policy-language.md is read and checked: against the shop where it is whole.

use bailiwick_policy::ProblemLevel;

use crate::examples;
use crate::shop::checked;

#[test]
fn every_example_of_the_guide_works() {
    let all = examples::of_the_guide();
    assert!(all.len() >= 10, "the guide has only {} examples", all.len());
    for whole in all {
        let (policy, problems) = checked(&whole);
        let errors: Vec<String> = problems
            .iter()
            .filter(|problem| problem.level == ProblemLevel::Error)
            .map(ToString::to_string)
            .collect();
        let is_something = !policy.permissions.is_empty() || !policy.actions.is_empty();
        assert!(errors.is_empty() && is_something, "{whole}\n{errors:#?}");
    }
}

#[test]
fn every_policy_of_the_examples_is_read() {
    for (name, source) in examples::of_the_folder() {
        let read = bailiwick_policy::parse(&source, bailiwick_policy::Format::Yaml);
        assert!(read.is_ok(), "{name}: {read:?}");
    }
}
