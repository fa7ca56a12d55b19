//! The tests of a file: who can do what where, asked of the server.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use reqwest::Method;
use serde_json::{Value, json};

use super::live::Live;

/// So many questions are asked at once.
const AT_ONCE: usize = 100;

/// `can WHO ACTION [on WHERE]: yes|no`
struct Test<'a> {
    line: &'a str,
    principal: Value,
    /// One, or one for each action of a level: all must be allowed.
    questions: Vec<Value>,
    expected: bool,
}

/// What a line may ask for, by its name: an action, or all that a level of an area holds.
type Askable = BTreeMap<String, Vec<String>>;

/// How the tests of a file ended.
#[derive(Default)]
pub(super) struct Report {
    pub(super) passed: usize,
    /// A line and the reason for each.
    pub(super) failed: Vec<(String, String)>,
}

/// What the lines of this server's files may ask for.
async fn askable(live: &Live) -> Result<Askable> {
    let mut askable = live.levels();
    for action in live.remote.facts("actions").await? {
        let name = action["name"].as_str().unwrap_or_default().to_owned();
        // `projects.view` is an action and a level: the action is what is asked.
        askable.insert(name.clone(), vec![name]);
    }
    Ok(askable)
}

/// Refuses a line that `role test` could not ask: a file that is planned and applied should not carry it along.
pub(super) async fn refuse_broken(live: &Live, lines: &[String]) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let askable = askable(live).await?;
    for (place, line) in lines.iter().enumerate() {
        parts(&askable, line).with_context(|| format!("`tests[{place}]`: `{line}`"))?;
    }
    Ok(())
}

/// Asks the server what each line says.
pub(super) async fn run(live: &Live, lines: &[String]) -> Result<Report> {
    let askable = askable(live).await?;
    let people = People::read(live, lines).await?;
    let mut tests: BTreeMap<String, Vec<Test<'_>>> = BTreeMap::new();
    for (place, line) in lines.iter().enumerate() {
        let test = read(live, &people, &askable, line);
        let test = test.with_context(|| format!("`tests[{place}]`: `{line}`"))?;
        tests.entry(test.principal.to_string()).or_default().push(test);
    }
    let mut report = Report::default();
    for tests in tests.values() {
        let mut answers = ask(live, tests).await?.into_iter();
        for test in tests {
            let answers: Vec<Value> = answers.by_ref().take(test.questions.len()).collect();
            report.count(test, &answers);
        }
    }
    Ok(report)
}

/// The answers to every question of these tests, which are about one principal, in order.
async fn ask(live: &Live, tests: &[Test<'_>]) -> Result<Vec<Value>> {
    let questions: Vec<&Value> = tests.iter().flat_map(|test| &test.questions).collect();
    let mut answers = Vec::with_capacity(questions.len());
    for some in questions.chunks(AT_ONCE) {
        let body = json!({ "principal": tests[0].principal, "checks": some });
        let mut answer =
            live.remote.change(Method::POST, &["access", "check"], Some(body), None).await?;
        let Value::Array(results) = answer["results"].take() else {
            bail!("the server's answer to `access check` has no results")
        };
        answers.extend(results);
    }
    Ok(answers)
}

impl Report {
    fn count(&mut self, test: &Test<'_>, answers: &[Value]) {
        let denied = answers.iter().find(|answer| answer["allowed"] != true);
        if denied.is_none() == test.expected {
            self.passed += 1;
        } else if let Some(answer) = denied.or(answers.first()) {
            self.failed.push((test.line.to_owned(), why(denied.is_none(), answer)));
        }
    }
}

/// Why the server says what it says.
fn why(allowed: bool, answer: &Value) -> String {
    let sentences = |list: &Value| -> Vec<String> {
        let all = list.as_array().into_iter().flatten();
        all.filter_map(|one| Some(one["sentence"].as_str()?.to_owned())).collect()
    };
    if allowed {
        return format!("it is allowed by {}", sentences(&answer["because"]).join("; "));
    }
    let missing = answer["missing"]["sentence"].as_str().unwrap_or("it is not allowed");
    match sentences(&answer["fixes"]).first() {
        Some(fix) => format!("{missing}; to allow it, {fix}"),
        None => missing.to_owned(),
    }
}

/// Ids of those whom the lines are about, by what the lines call them.
struct People {
    members: BTreeMap<String, String>,
    teams: BTreeMap<String, String>,
    tokens: BTreeMap<String, String>,
    databases: BTreeMap<String, String>,
}

impl People {
    /// Reads the lists that some line needs.
    async fn read(live: &Live, lines: &[String]) -> Result<Self> {
        let is_about = |word: &str| lines.iter().any(|line| line.contains(word));
        Ok(People {
            members: ids(live, "members", "email", is_about("@")).await?,
            teams: ids(live, "teams", "name", is_about("can team ")).await?,
            tokens: ids(live, "service-tokens", "name", is_about("can token ")).await?,
            databases: ids(live, "databases", "name", is_about(" on database ")).await?,
        })
    }
}

async fn ids(
    live: &Live,
    list: &str,
    key: &str,
    is_needed: bool,
) -> Result<BTreeMap<String, String>> {
    if !is_needed {
        return Ok(BTreeMap::new());
    }
    let pair =
        |one: &Value| Some((one[key].as_str()?.to_lowercase(), one["id"].as_str()?.to_owned()));
    Ok(live.remote.all(&[list]).await?.iter().filter_map(pair).collect())
}

fn read<'a>(live: &Live, people: &People, askable: &Askable, line: &'a str) -> Result<Test<'a>> {
    let Parts { who, action, place, expected } = parts(askable, line)?;
    let find = |all: &BTreeMap<String, String>, noun: &str, name: &str| {
        let found = all.get(&name.to_lowercase()).cloned();
        found.with_context(|| format!("there is no {noun} `{name}` that you can see"))
    };
    let principal = if let Some(name) = who.strip_prefix("team ") {
        json!({ "team": find(&people.teams, "team", name)? })
    } else if let Some(name) = who.strip_prefix("token ") {
        json!({ "token": find(&people.tokens, "service token", name)? })
    } else {
        json!({ "member": find(&people.members, "member", who)? })
    };
    let mut question = json!({});
    match place {
        None => {}
        Some(place) => match place.strip_prefix("database ") {
            Some(name) => {
                question["database"] = json!(find(&people.databases, "database", name)?);
            }
            None => match live.project_id(place) {
                Ok(project) => question["project"] = json!(project),
                Err(error) if !place.contains('/') => return Err(error),
                Err(_) => {
                    let (instance, project) = live.instance_id(place)?;
                    question["instance"] = json!(instance);
                    question["project"] = json!(project);
                }
            },
        },
    }
    let one = |action: &String| {
        let mut question = question.clone();
        question["action"] = json!(action);
        question
    };
    let questions = askable[action].iter().map(one).collect();
    Ok(Test { line, principal, questions, expected })
}

#[derive(PartialEq, Eq, Debug)]
struct Parts<'a> {
    who: &'a str,
    action: &'a str,
    place: Option<&'a str>,
    expected: bool,
}

/// Takes a line apart. A name may have blanks in it: it ends where an action stands.
fn parts<'a>(askable: &Askable, line: &'a str) -> Result<Parts<'a>> {
    let (question, answer) =
        line.rsplit_once(':').context("it should end with `: yes` or `: no`")?;
    let expected = match answer.trim() {
        "yes" | "true" => true,
        "no" | "false" => false,
        other => bail!("it should end with `: yes` or `: no`, not `{other}`"),
    };
    let question = question.trim();
    let rest = question.strip_prefix("can ").context("it should begin with `can`")?;
    let action = rest.split_whitespace().find(|word| askable.contains_key(*word)).context(
        "it names no action and no level; `bailiwick action list` and `area list` show them",
    )?;
    let (who, place) = rest.split_once(&format!(" {action}")).context("it names nobody")?;
    let place = place.trim();
    let place = match place.strip_prefix("on ") {
        Some(place) => Some(place.trim()),
        None if place.is_empty() => None,
        None => bail!("after the action it should go on with `on`"),
    };
    Ok(Parts { who: who.trim(), action, place, expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Parts<'_>> {
        let names = ["instances.deploy", "members.view"];
        parts(&names.map(|name| (name.to_owned(), Vec::new())).into(), line)
    }

    #[test]
    fn a_line_is_taken_apart() {
        let parts = read("can ana@example.com instances.deploy on Tracker: yes").unwrap();
        let expected = Parts {
            who: "ana@example.com",
            action: "instances.deploy",
            place: Some("Tracker"),
            expected: true,
        };
        assert_eq!(parts, expected);
        let parts = read("can team Back end  members.view: no").unwrap();
        assert_eq!((parts.who, parts.place, parts.expected), ("team Back end", None, false));
        let parts = read("can token ci: one instances.deploy on Tracker/Production: yes").unwrap();
        assert_eq!((parts.who, parts.place), ("token ci: one", Some("Tracker/Production")));
    }

    #[test]
    fn what_is_no_test_is_refused() {
        for (line, reason) in [
            ("can ana@example.com instances.deploy on Tracker", "`: yes` or `: no`"),
            ("can ana@example.com instances.deploy on Tracker: maybe", "not `maybe`"),
            ("ana@example.com instances.deploy: yes", "begin with `can`"),
            ("can ana@example.com instances.fly on Tracker: yes", "names no action"),
            ("can ana@example.com instances.deploy in Tracker: yes", "`on`"),
        ] {
            let error = read(line).unwrap_err().to_string();
            assert!(error.contains(reason), "{line}: {error}");
        }
    }
}
