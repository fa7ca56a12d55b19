//! The keystone: for random policies, users and rows, what SQL returns on real SQLite, Postgres and MariaDB equals
//! `policy::matches` in Rust, cell by cell; and each planted mistake is noticed. So is what functions and writes come to.
//!
//! `BAILIWICK_KEYSTONE_CASES` (default 500 for each engine) and `BAILIWICK_KEYSTONE_SEED` widen it.
#![expect(clippy::unwrap_used, reason = "a test may panic")]
#![expect(clippy::print_stdout, reason = "the report is for people")]

mod acts;
mod authors;
mod compare;
mod coverage;
mod policies;
mod random;
mod upserts;
mod world;
mod writes;

use bailiwick_policy::{Format, Policy, ProblemLevel, SchemaSet, User};
use bailiwick_query::Mutation;
use bailiwick_schema::{Engine, TableIndex};

use authors::Bodies;
use coverage::Coverage;
use policies::{Author, Case};
use random::Random;
use world::World;

#[expect(clippy::disallowed_methods, reason = "a test has no settings but these")]
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// A case with its policy, and what Rust says to it.
struct Judged {
    policy: Policy,
    user: User,
    table: TableIndex,
    document: String,
    expected: Option<compare::Answer>,
    bodies: Bodies,
    is_grouped: bool,
    /// Of functions and writes.
    acts: acts::Acts,
}

impl Judged {
    fn asked<'a>(&'a self, world: &'a World) -> acts::Asked<'a> {
        let Judged { policy, user, table, bodies, is_grouped, .. } = self;
        let (table, is_grouped) = (*table, *is_grouped);
        acts::Asked { world, policy, user, table, bodies, is_grouped }
    }
}

fn judge(world: &World, case: Case, number: usize, coverage: &mut Coverage) -> Judged {
    // JSON is YAML too; both readers take their turn.
    let format = if number.is_multiple_of(2) { Format::Yaml } else { Format::Json };
    let document = bailiwick_policy::parse(&case.document, format)
        .unwrap_or_else(|problems| panic!("{problems:?}\n{}", case.document));
    let schemas = SchemaSet::of([("main".to_owned(), world.schema.clone())].into());
    let (policy, problems) = bailiwick_policy::check(&document, &schemas);
    let errors: Vec<_> =
        problems.iter().filter(|problem| problem.level == ProblemLevel::Error).collect();
    assert!(errors.is_empty(), "{errors:?}\n{}", case.document);
    let (table, _) = world.schema.table(&world.schema.default_namespace, case.table).unwrap();
    let reduced = compare::granted(world, &policy, table, &case.user);
    coverage.count(world, &reduced, table);
    if reduced.granted.len() > 1 {
        coverage.meet("two or more overlapping permissions");
    }
    let hidden = |column| reduced.cell_condition(column) != bailiwick_policy::CellCondition::Always;
    if reduced.readable().iter().any(hidden) {
        coverage.meet("masked cells");
    }
    if reduced.readable().iter().any(|column| !reduced.cell(column).masked.is_empty()) {
        coverage.meet("cells in part");
    }
    if case.document.contains("$use") {
        coverage.meet("named conditions");
    }
    if reduced.granted.is_empty() {
        coverage.meet("hidden tables");
    }
    let without_texts = case.document.replace("\"$literal\":\"$now\"", "");
    if !reduced.granted.is_empty() && without_texts.contains("$now") {
        coverage.meet("$now");
    }
    let expected = compare::by_rust(world, &reduced, table);
    if reduced
        .limit()
        .is_some_and(|limit| expected.as_ref().is_some_and(|rows| rows.len() as u64 == limit))
    {
        coverage.meet("limits that are reached");
    }
    drop(reduced);
    let Case { user, document, bodies, is_grouped, .. } = case;
    let acts = Vec::new();
    let mut judged = Judged { policy, user, table, document, expected, bodies, is_grouped, acts };
    let mut met = Vec::new();
    judged.acts = judged.asked(world).by_rust(&mut met);
    coverage.acts(&judged.acts);
    met.into_iter().for_each(|what| coverage.meet(what));
    judged
}

async fn check(engine: Engine) {
    let seed = setting("BAILIWICK_KEYSTONE_SEED", 20_240_601);
    let cases = usize::try_from(setting("BAILIWICK_KEYSTONE_CASES", 500)).unwrap();
    println!("{}: {cases} policies, seed {seed}", compare::name(engine));
    let mut random = Random(seed);
    let world = world::make(engine, &mut random).await;
    let mut author = Author::new(&world.schema, Random(seed ^ 0xb411));
    let mut coverage = Coverage::default();
    let mut judged = Vec::new();
    let mut cells = 0;
    for number in 0..cases {
        if number.is_multiple_of(500) {
            world.keep().await;
        }
        let case = judge(&world, author.case(number), number, &mut coverage);
        let answer = compare::by_sql(&world, &case.policy, &case.user, case.table, None)
            .await
            .unwrap_or_else(|error| panic!("case {number}: {error}\n{}", case.document));
        if answer != case.expected {
            panic!("case {number} on {}:\n{}", compare::name(engine), difference(&case, &answer));
        }
        let acts = case.asked(&world).by_sql(None).await;
        let acts = acts.unwrap_or_else(|error| panic!("case {number}: {error}\n{}", case.document));
        if acts != case.acts {
            panic!("case {number} on {}:\n{}", compare::name(engine), act_difference(&case, &acts));
        }
        cells += answer.iter().flatten().map(|line| line.matches("; ").count()).sum::<usize>();
        judged.push(case);
    }
    let (report, missing) = coverage.report(&world);
    println!("{report}    cells compared: {cells}");
    assert!(missing.is_empty(), "{} never met: {missing:?}", compare::name(engine));
    catch_mutations(engine, &world, &judged).await;
}

fn difference(case: &Judged, answer: &Option<compare::Answer>) -> String {
    let (expected, found) =
        (case.expected.clone().unwrap_or_default(), answer.clone().unwrap_or_default());
    only(case, &expected, &found)
}

fn act_difference(case: &Judged, acts: &[String]) -> String {
    format!("{:#?}\n{}", case.bodies, only(case, &case.acts, acts))
}

fn only(case: &Judged, by_rust: &[String], by_sql: &[String]) -> String {
    let only = |left: &[String], right: &[String]| -> Vec<String> {
        left.iter().filter(|line| !right.contains(line)).cloned().collect()
    };
    format!(
        "{}\nuser {:?}\nonly by Rust: {:#?}\nonly by SQL: {:#?}",
        case.document,
        case.user,
        only(by_rust, by_sql),
        only(by_sql, by_rust)
    )
}

/// Mistakes of functions and writes.
const OF_ACTS: [Mutation; 11] = [
    Mutation::FunctionSeesMore,
    Mutation::DropWriteFilter,
    Mutation::DropCheck,
    Mutation::DropRules,
    Mutation::DefaultReplacesNull,
    Mutation::ClientBeatsOverwrite,
    Mutation::WriteUnlisted,
    Mutation::LastPermissionWrites,
    Mutation::MergeReachesHidden,
    Mutation::MergeSetsDefaults,
    Mutation::IgnoreMerges,
];

/// Plants each mistake in turn; some case must tell.
async fn catch_mutations(engine: Engine, world: &World, judged: &[Judged]) {
    let mut slipped = Vec::new();
    for mutation in Mutation::ALL {
        let mut caught = None;
        for (number, case) in judged.iter().enumerate() {
            // A statement that fails is no disagreement.
            let is_caught = if OF_ACTS.contains(&mutation) {
                let acts = case.asked(world).by_sql(Some(mutation)).await;
                acts.is_ok_and(|acts| acts != case.acts)
            } else {
                let Judged { policy, user, table, .. } = case;
                let answer = compare::by_sql(world, policy, user, *table, Some(mutation)).await;
                answer.is_ok_and(|answer| answer != case.expected)
            };
            if is_caught {
                caught = Some(number);
                break;
            }
        }
        match caught {
            Some(number) => println!("    planted {mutation:?}: caught by case {number}"),
            None => slipped.push(mutation),
        }
    }
    // Text is compared by bytes on SQLite, and equal by bytes on Postgres, whatever is planted there.
    let harmless = [Mutation::EngineCollation];
    slipped.retain(|mutation| engine == Engine::Mysql || !harmless.contains(mutation));
    assert!(slipped.is_empty(), "{} noticed nothing of {slipped:?}", compare::name(engine));
}

#[tokio::test]
async fn sql_on_sqlite_says_what_rust_says() {
    check(Engine::Sqlite).await;
}

#[tokio::test]
async fn sql_on_postgres_says_what_rust_says() {
    check(Engine::Postgres).await;
}

#[tokio::test]
async fn sql_on_mariadb_says_what_rust_says() {
    check(Engine::Mysql).await;
}
