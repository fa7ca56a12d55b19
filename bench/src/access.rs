//! `access`: who may administer, beside cedar-policy and casbin. One organization of 10,000 members with one to three
//! of 200 custom roles, on 1,000 projects; the same questions to each engine, whose answers must agree.

mod casbin_twin;
mod cedar_twin;
mod changes;
mod organization;

use std::hint::black_box;
use std::time::Instant;

use bailiwick_access::{Action, NodeIndex, NodeKind, PrincipalIndex, Resource, Snapshot};

use organization::{NOW, QUESTIONS, Question, Seeded, World};

/// From 03-access.md, in nanoseconds.
const CHECK_TARGET: f64 = 20.0;
const BELOW_TARGET: f64 = 60.0;
const LIST_TARGET: f64 = 100.0;
const REFOLD_TARGET: f64 = 1_500_000.0;

/// Calls too short to be timed one by one are timed in batches of so many; percentiles are of their means.
const BATCH: usize = 64;

/// Times in nanoseconds, sorted.
struct Times(Vec<f64>);

impl Times {
    fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        Times(times)
    }

    fn at(&self, part: f64) -> f64 {
        let last = self.0.len().saturating_sub(1);
        self.0.get((last as f64 * part) as usize).copied().unwrap_or(f64::NAN)
    }
}

fn batched<T>(questions: &[T], mut ask: impl FnMut(&T)) -> Times {
    let batches = questions.chunks_exact(BATCH).map(|batch| {
        let start = Instant::now();
        batch.iter().for_each(&mut ask);
        start.elapsed().as_nanos() as f64 / BATCH as f64
    });
    Times::of(batches.collect())
}

fn one_by_one<T>(questions: &[T], mut ask: impl FnMut(&T)) -> Times {
    let times = questions.iter().map(|question| {
        let start = Instant::now();
        ask(question);
        start.elapsed().as_nanos() as f64
    });
    Times::of(times.collect())
}

/// Prints one figure; whether it is within its target, where it has one.
fn line(what: &str, times: &Times, against: Option<(&str, f64)>) -> bool {
    let (p50, p99) = (times.at(0.5), times.at(0.99));
    let is_met = !matches!(against, Some(("target", target)) if p50 > target);
    let verdict = match against {
        Some(("target", target)) => {
            let word = if is_met { "met" } else { "MISSED" };
            format!("target {target:>9.0} ns: {word}")
        }
        Some((_, ours)) => format!("{:>8.0} times ours", p50 / ours),
        None => String::new(),
    };
    println!("{what:<58} p50 {p50:>11.1} ns   p99 {p99:>11.1} ns   {verdict}");
    is_met
}

/// Runs the benchmark and prints its figures; an error when two engines disagree or a target is missed.
pub(crate) fn run() -> anyhow::Result<()> {
    println!(
        "10,000 members with 1 to 3 of 200 roles; 1,000 projects, 2,000 instances, 1,000 databases\n"
    );
    let world = organization::world();
    let fold = || {
        one_by_one(&[(); 60], |()| {
            black_box(Snapshot::fold(&world, NOW));
        })
    };
    let snapshot = Snapshot::fold(&world, NOW);
    let mut seeded = Seeded::new(99);
    let questions: Vec<Question> =
        (0..QUESTIONS).map(|_| Question::any(&mut seeded, &world)).collect();

    let dense = by_index(&snapshot, &questions, |question| Resource::Project(question.project));
    let ours = batched(&dense, |(principal, action, node)| {
        black_box(snapshot.check(*principal, *action, *node));
    });
    let mut is_met = line("check on a project, by index", &ours, Some(("target", CHECK_TARGET)));
    let below = by_index(&snapshot, &questions, |question| Resource::Instance(question.instance));
    let times = batched(&below, |(principal, action, node)| {
        black_box(snapshot.check(*principal, *action, *node));
    });
    is_met &= line("check on an instance, by index", &times, Some(("target", BELOW_TARGET)));
    let times = batched(&questions, |question| {
        let principal = snapshot.principal(&question.principal);
        let node = snapshot.node(&Resource::Project(question.project));
        if let (Some(principal), Some(node)) = (principal, node) {
            black_box(snapshot.check(principal, question.action, node));
        }
    });
    line("check on a project, by ids", &times, None);
    let times = batched(&dense, |(principal, _, node)| {
        black_box(snapshot.held_at(*principal, *node));
    });
    line("every action held on a project", &times, None);
    let lists = batched(&dense, |(principal, action, _)| {
        black_box(snapshot.list(*principal, *action, NodeKind::Project));
    });
    is_met &= line("list of the projects one may see", &lists, Some(("target", LIST_TARGET)));
    is_met &= line("refold of the organization", &fold(), Some(("target", REFOLD_TARGET)));
    let yes =
        dense.iter().filter(|(principal, action, node)| snapshot.check(*principal, *action, *node));
    println!("{:<58} {:.0} % allowed\n", "", yes.count() as f64 * 100.0 / dense.len() as f64);

    is_met &= changes::run(&world)?;
    twins(&world, &snapshot, &ours, &lists)?;
    anyhow::ensure!(is_met, "a target was missed");
    Ok(())
}

/// The same questions to the others. They are given what they are best at: one caller's roles, looked up beforehand.
fn twins(world: &World, snapshot: &Snapshot, ours: &Times, lists: &Times) -> anyhow::Result<()> {
    let mut seeded = Seeded::new(7);
    let few = organization::few_members(&mut seeded, world);
    let questions: Vec<Question> =
        (0..20_000).map(|_| Question::of_one(&mut seeded, world, &few)).collect();
    let expected: Vec<bool> =
        by_index(snapshot, &questions, |question| Resource::Project(question.project))
            .iter()
            .map(|(principal, action, node)| snapshot.check(*principal, *action, *node))
            .collect();
    let (check, list) = (ours.at(0.5), lists.at(0.5));

    let cedar = cedar_twin::Twin::of(world, &few)?;
    let (times, answers) = asked(&questions, |question| cedar.check(question))?;
    anyhow::ensure!(answers == expected, "cedar-policy disagrees");
    line("cedar-policy: check, sets on the principal", &times, Some(("ours", check)));
    let times = lists_of(&questions, world, |question| cedar.check(question))?;
    line("cedar-policy: list, as 1,000 checks", &times, Some(("ours", list)));

    let casbin = casbin_twin::Twin::of(world, &few)?;
    let (times, answers) = asked(&questions, |question| casbin.check(question))?;
    anyhow::ensure!(answers == expected, "casbin disagrees");
    line("casbin: check, one enforcer for each caller", &times, Some(("ours", check)));
    let times = lists_of(&questions, world, |question| casbin.check(question))?;
    line("casbin: list, as 1,000 checks", &times, Some(("ours", list)));
    println!("\n{} questions, no disagreement", questions.len());
    Ok(())
}

fn asked(
    questions: &[Question],
    mut check: impl FnMut(&Question) -> anyhow::Result<bool>,
) -> anyhow::Result<(Times, Vec<bool>)> {
    let mut answers = Vec::with_capacity(questions.len());
    let times = one_by_one(questions, |question| answers.push(check(question)));
    Ok((times, answers.into_iter().collect::<Result<_, _>>()?))
}

fn lists_of(
    questions: &[Question],
    world: &World,
    check: impl Fn(&Question) -> anyhow::Result<bool>,
) -> anyhow::Result<Times> {
    let mut outcome = Ok(());
    let times = one_by_one(&questions[..20], |question| {
        for project in &world.projects {
            match check(&Question { project: project.id, ..*question }) {
                Ok(answer) => drop(black_box(answer)),
                Err(error) => outcome = Err(error),
            }
        }
    });
    outcome.map(|()| times)
}

fn by_index(
    snapshot: &Snapshot,
    questions: &[Question],
    resource: impl Fn(&Question) -> Resource,
) -> Vec<(PrincipalIndex, Action, NodeIndex)> {
    questions
        .iter()
        .filter_map(|question| {
            let principal = snapshot.principal(&question.principal)?;
            Some((principal, question.action, snapshot.node(&resource(question))?))
        })
        .collect()
}
