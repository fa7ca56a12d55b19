//! The policies that the documentation shows, whole.

/// Every example of docs/policy-language.md; a part stands in a permission on `main.orders`.
pub(crate) fn of_the_guide() -> Vec<String> {
    let guide = read("docs/policy-language.md");
    let blocks = guide.split("```yaml\n").skip(1);
    blocks.map(|block| whole(block.split("```").next().unwrap_or(block))).collect()
}

fn whole(example: &str) -> String {
    if example.contains("permissions:") {
        return example.to_owned();
    }
    if example.starts_with("actions:") {
        return format!("permissions: {{}}\n{example}");
    }
    let indented: String = example.lines().map(|line| format!("    {line}\n")).collect();
    format!("permissions:\n  example:\n    table: main.orders\n    roles: [customer]\n{indented}")
}

/// The policies of the folder `examples`, each with its name.
pub(crate) fn of_the_folder() -> Vec<(&'static str, String)> {
    ["chinook/policy.yaml", "chinook/policy.postgres.yaml", "wanderlust/policy.yaml"]
        .map(|name| (name, read(&format!("examples/{name}"))))
        .into()
}

fn read(path: &str) -> String {
    let path = format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}
