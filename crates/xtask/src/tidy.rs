//! House rules as code: arrows between crates, pure crates, file sizes, module docs, who reads credentials, errors that
//! are explained, the list of attacks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, bail};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, PackageId};

use crate::{attacks, command, errors};

/// Who may depend on whom. Tests and developer tools are free; this is what the product is made of.
const ARROWS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("access", &["model"]),
    ("schema", &[]),
    ("policy", &["schema"]),
    ("query", &["schema", "policy"]),
    ("api", &["model", "access"]),
    ("store", &["model", "access"]),
    ("engine", &["schema", "query"]),
    ("instance", &["schema", "policy", "query", "engine"]),
    ("dashboard", &[]),
    ("server", &["model", "api", "access", "policy", "store", "engine", "instance", "dashboard"]),
    ("cli", &["model", "api", "server", "instance"]),
];

/// Crates that compute and do nothing else, and what must not be anywhere below them.
const PURE: &[&str] = &["model", "access", "schema", "policy", "query", "api"];
const IMPURE: &[&str] = &[
    "tokio",
    "mio",
    "sqlx",
    "axum",
    "hyper",
    "rusqlite",
    "rand",
    "getrandom",
    "chrono",
    "reqwest",
];

/// What a pure room may use although it reaches one of those: a validator that seeds its hash tables, and says the same
/// whatever the seed.
const SEEDED: &[&str] = &["jsonschema"];

/// A hand-written file may be so long, unless its first line says that it is a flat `table:`.
const LONGEST_FILE: usize = 600;

/// Complains about every rule that is broken, all at once.
pub(crate) fn run() -> Result<()> {
    let metadata = MetadataCommand::new().exec().context("cargo metadata failed")?;
    let mut complaints = Vec::new();
    arrows(&metadata, &mut complaints);
    purity(&metadata, &mut complaints);
    files(&mut complaints)?;
    errors::explained(&mut complaints)?;
    attacks::check(&mut complaints)?;
    if complaints.is_empty() {
        return Ok(());
    }
    for complaint in &complaints {
        println!("tidy: {complaint}");
    }
    bail!("{} house rules are broken", complaints.len())
}

fn short(name: &str) -> &str {
    name.strip_prefix("bailiwick-").unwrap_or(name)
}

fn arrows(metadata: &Metadata, complaints: &mut Vec<String>) {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    for package in metadata.workspace_packages() {
        let name = short(&package.name);
        let Some(may) = allowed.get(name) else { continue };
        for dependency in &package.dependencies {
            let other = short(&dependency.name);
            let is_own = allowed.contains_key(other) && dependency.path.is_some();
            if is_own && dependency.kind == DependencyKind::Normal && !may.contains(&other) {
                complaints.push(format!("`{name}` depends on `{other}`, which the arrows of ARCHITECTURE.md do not allow"));
            }
        }
    }
}

fn purity(metadata: &Metadata, complaints: &mut Vec<String>) {
    let Some(graph) = &metadata.resolve else { return };
    let below: BTreeMap<&PackageId, Vec<&PackageId>> = graph
        .nodes
        .iter()
        .map(|node| {
            let normal = node.deps.iter().filter(|dependency| {
                dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal)
            });
            (&node.id, normal.map(|dependency| &dependency.pkg).collect())
        })
        .collect();
    for package in metadata.workspace_packages() {
        if !PURE.contains(&short(&package.name)) {
            continue;
        }
        let mut seen = BTreeSet::from([&package.id]);
        let mut open = vec![&package.id];
        while let Some(next) = open.pop() {
            let name = metadata[next].name.as_str();
            if IMPURE.contains(&name) {
                complaints
                    .push(format!("`{}` is pure and may not reach `{name}`", short(&package.name)));
            }
            if SEEDED.contains(&name) {
                continue;
            }
            open.extend(below.get(next).into_iter().flatten().filter(|id| seen.insert(id)));
        }
    }
}

fn files(complaints: &mut Vec<String>) -> Result<()> {
    let listed = command::output("git", &["ls-files", "*.rs", "*.ts", "*.tsx"])
        .context("git ls-files failed")?;
    let mut lengths = Vec::new();
    for path in listed.lines().filter(|path| Path::new(path).exists()) {
        let text = std::fs::read_to_string(path).with_context(|| path.to_owned())?;
        let is_generated = path.contains(".gen.");
        let first = text.lines().next().unwrap_or_default();
        let length = text.lines().count();
        if !is_generated {
            lengths.push(length);
        }
        if length > LONGEST_FILE && !is_generated && !first.contains("table:") {
            complaints.push(format!("{path} has {length} lines; {LONGEST_FILE} are the most"));
        }
        if path.ends_with(".rs") && path.contains("/src/") && !first.starts_with("//!") {
            complaints.push(format!("{path} does not begin with a module doc"));
        }
        credentials(path, &text, complaints);
    }
    lengths.sort_unstable();
    let at = |share: usize| lengths.get(lengths.len() * share / 100).copied().unwrap_or(0);
    println!("tidy: {} files, median {} lines, p90 {}", lengths.len(), at(50), at(90));
    Ok(())
}

/// Only the two gates read who is asking.
fn credentials(path: &str, text: &str, complaints: &mut Vec<String>) {
    let is_inside =
        path.starts_with("crates/server/src/") || path.starts_with("crates/instance/src/");
    if !is_inside || path.contains("/gate") {
        return;
    }
    let reads = ["header::AUTHORIZATION", "header::COOKIE", "\"authorization\"", "\"cookie\""];
    // Taking a credential off a request that goes elsewhere is not reading it.
    let lines = || text.lines().filter(|line| !line.contains(".remove("));
    for read in reads.iter().filter(|read| lines().any(|line| line.contains(**read))) {
        complaints.push(format!("{path} reads `{read}`; only gate.rs may"));
    }
}
