//! Roles as text: exported, planned, applied and tested against a real server.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::running::{Server, demo, folder, text};
use crate::shell::Shell;

const CREW: &str = "\
roles:
  - name: Crew
    description: Deploys the tracker.
    permissions: [{ area: instances, level: deploy }]
    scope: { projects: [Wanderlust Tracker], production: false }
  - name: People
    permissions: [{ area: team, level: manage }]
    assigns: [Developer, Crew]
";

fn file(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

#[tokio::test]
async fn roles_go_out_as_text_and_come_back_as_they_were() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    let shell = Shell::of(&server, &demo);
    let path = file(data.path(), "roles.yaml", CREW);
    let path = path.to_str().unwrap();

    let plan = shell.read(&["role", "plan", path]);
    assert!(plan.contains("+ role Crew\n") && plan.contains("    + projects: view\n"), "{plan}");
    assert!(plan.contains("    + without production\n"), "{plan}");
    assert_eq!(shell.run(&["role", "plan", path, "--exit-code"]).status.code(), Some(2));
    assert_eq!(shell.read(&["role", "apply", path]), plan, "it says what it does");
    assert_eq!(shell.read(&["role", "plan", path]), "nothing to change\n");
    assert_eq!(shell.run(&["role", "plan", path, "--exit-code"]).status.code(), Some(0));

    let exported = shell.read(&["role", "export"]);
    assert!(
        exported.contains("name: Crew") && exported.contains("[Wanderlust Tracker]"),
        "{exported}"
    );
    let again = file(data.path(), "again.yaml", &exported);
    assert_eq!(shell.read(&["role", "plan", again.to_str().unwrap()]), "nothing to change\n");

    let changed = CREW.replace("level: deploy", "level: manage").replace(", production: false", "");
    let changed = file(data.path(), "changed.yaml", &changed);
    let plan = shell.read(&["role", "plan", changed.to_str().unwrap()]);
    let expected = "~ role Crew (nobody holds it)\n    - instances: deploy\n    - without production\n    + instances: manage\n";
    assert_eq!(plan, expected);
    shell.read(&["role", "apply", changed.to_str().unwrap()]);
    let role = shell.json(&["role", "list", "--search", "Crew"]);
    assert_eq!(role["items"][0]["permissions"][1]["level"], "manage", "{role}");

    let people = CREW.split("  - name: People").next().unwrap();
    let fewer = file(data.path(), "fewer.yaml", people);
    let fewer = fewer.to_str().unwrap();
    let kept = shell.read(&["role", "plan", fewer]);
    assert!(kept.contains("role People is not in the file and stays"), "{kept}");
    assert!(shell.read(&["role", "apply", fewer, "--prune"]).contains("- role People\n"));
    assert!(!shell.read(&["role", "export"]).contains("People"));
}

#[tokio::test]
async fn who_holds_a_role_is_text_and_is_tested() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    let shell = Shell::of(&server, &demo);
    let members = demo["members"].as_array().unwrap();
    let find = |role: &str| {
        members.iter().find(|member| member["roles"][0] == role).unwrap()["email"].as_str().unwrap()
    };
    let (member, developer) = (find("Organization Member"), find("Developer"));
    let given = format!(
        "{CREW}members:\n  {member}:\n    - Organization Member\n    - {{ role: Crew, expires_at: 2099-01-01T01:00:00+01:00 }}\n\
         tests:\n  - can {member} connections.deploy on Wanderlust Tracker/Development: yes\n\
         \x20 - can {member} connections.deploy on Wanderlust Tracker/Production: no\n\
         \x20 - can {developer} projects.view on Wanderlust Tracker: yes\n\
         \x20 - can {developer} instances.deploy on Wanderlust Tracker: yes\n\
         \x20 - can {member} instances.manage on Wanderlust Tracker/Development: no\n\
         \x20 - can {developer} members.update: no\n"
    );
    let path = file(data.path(), "given.yaml", &given);
    let path = path.to_str().unwrap();
    let before = shell.run(&["role", "test", path]);
    assert_eq!(before.status.code(), Some(1), "{}", text(&before));
    let said = String::from_utf8(before.stdout).unwrap();
    assert!(said.contains(&format!("failed: can {member} connections.deploy")), "{said}");
    assert!(said.ends_with("5 passed, 1 failed\n"), "{said}");

    let plan = shell.read(&["role", "apply", path]);
    assert!(
        plan.contains(&format!(
            "~ member {member}\n    + Crew, until 2099-01-01T00:00:00.000000Z\n"
        )),
        "{plan}"
    );
    assert_eq!(shell.read(&["role", "plan", path]), "nothing to change\n");
    assert_eq!(shell.read(&["role", "test", path]), "6 passed, 0 failed\n");
    let lost = given.replace("    - { role: Crew, expires_at: 2099-01-01T01:00:00+01:00 }\n", "");
    let lost = file(data.path(), "lost.yaml", &lost);
    let plan = shell.read(&["role", "plan", lost.to_str().unwrap()]);
    assert!(plan.contains("    - Crew, until 2099-01-01T00:00:00.000000Z\n"), "{plan}");
}

#[tokio::test]
async fn a_plan_says_what_the_server_would_refuse() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    let owner = Shell::of(&server, &demo);
    let administrator = Shell::as_member(&server, &demo, "Organization Administrator");
    let email = |role: &str| {
        let members = demo["members"].as_array().unwrap();
        let found = members.iter().find(|member| member["roles"][0] == role).unwrap();
        found["email"].as_str().unwrap().to_owned()
    };
    let plan = |shell: &Shell, text: &str, more: &[&str]| {
        let path = file(data.path(), "plan.yaml", text);
        let output = shell.run(&[&["role", "plan", path.to_str().unwrap()], more].concat());
        assert!(output.stderr.is_empty(), "{}", crate::running::text(&output));
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    // The server's reasons, of everything that it would refuse: not only of the first.
    let beyond = format!(
        "{CREW}members:\n  {}: [Developer]\n  {}: [Organization Member, Crew]\n",
        email("Owner"),
        email("Developer"),
    );
    for more in [&[][..], &["--exit-code"]] {
        let (code, said) = plan(&administrator, &beyond, more);
        assert_eq!(code, Some(1), "{said}");
        let refused: Vec<&str> = said.lines().filter(|line| line.starts_with('!')).collect();
        let [people, above] = refused[..] else { panic!("{said}") };
        assert!(people.starts_with("! role People would be refused: only an owner"), "{said}");
        let member = format!("! member {} would be refused: ", email("Owner"));
        assert!(above.starts_with(&member) && above.contains("hold no more than you"), "{said}");
        let later = format!(
            "  member {} cannot be asked yet: role Crew is made first\n",
            email("Developer")
        );
        assert!(said.ends_with(&later), "{said}");
    }
    let (code, said) = plan(&administrator, &beyond, &["--compare-only", "--exit-code"]);
    assert!(code == Some(2) && !said.contains("would be refused"), "{code:?} {said}");
    // Nobody is made an owner by a token, not even by an owner's.
    let another = format!("members:\n  {}: [Owner]\n", email("Developer"));
    let (code, said) = plan(&owner, &another, &[]);
    assert!(code == Some(1) && said.contains("this needs a person who signed in"), "{said}");
    assert!(!owner.read(&["role", "export"]).contains("Crew"), "nothing was done");

    // A role that somebody holds is not deleted, unless the file takes it from them.
    let given = format!("{CREW}members:\n  {}: [Developer, Crew]\n", email("Developer"));
    let path = file(data.path(), "given.yaml", &given);
    owner.read(&["role", "apply", path.to_str().unwrap()]);
    let (code, said) = plan(&owner, "roles: []\n", &["--prune"]);
    assert!(
        code == Some(1) && said.contains("! role Crew would be refused: the role is held"),
        "{said}"
    );
    assert!(!said.contains("role People would be refused"), "{said}");
    let taken = format!("roles: []\nmembers:\n  {}: [Developer]\n", email("Developer"));
    let (code, said) = plan(&owner, &taken, &["--prune"]);
    assert!(code == Some(0) && said.contains("role Crew cannot be asked yet"), "{code:?} {said}");
    let path = file(data.path(), "taken.yaml", &taken);
    owner.read(&["role", "apply", "--prune", path.to_str().unwrap()]);

    // Who may make no role reads that; whoever may not even ask is told that it cannot be told.
    let (code, said) = plan(&Shell::as_member(&server, &demo, "Developer"), CREW, &[]);
    assert!(code == Some(1) && said.contains("you need `roles.create`"), "{code:?} {said}");
    let reader = format!(
        "roles: [{{ name: Reader, permissions: [{{ area: instances, level: view }}], actions: [roles.view] }}]\n\
         members:\n  {}: [Reader]\n",
        email("Organization Member")
    );
    let path = file(data.path(), "reader.yaml", &reader);
    owner.read(&["role", "apply", path.to_str().unwrap()]);
    let reader = Shell::as_member(&server, &demo, "Organization Member");
    let path = file(data.path(), "crew.yaml", CREW);
    let path = path.to_str().unwrap();
    let output = reader.run(&["role", "plan", path]);
    let said = text(&output);
    assert!(output.status.code() == Some(1) && said.contains("`access.explain`"), "{said}");
    assert!(said.contains("`--compare-only`"), "{said}");
    assert!(reader.read(&["role", "plan", path, "--compare-only"]).contains("+ role Crew\n"));
}

#[tokio::test]
async fn what_a_file_gets_wrong_is_named() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let shell = Shell::of(&server, &demo(data.path()));
    for (wrong, named) in [
        (
            "roles: [{ name: A, permissions: [{ area: moon, level: view }] }]",
            "`moon` is not an area",
        ),
        ("roles: [{ name: A, permission: [] }]", "permission"),
        ("roles: [{ name: Owner, permissions: [] }]", "part of the product"),
        ("members: { nobody@example.com: [Owner] }", "nobody@example.com"),
        ("teams: { Ghosts: [Owner] }", "Ghosts"),
        ("a: &b 1", "anchors"),
    ] {
        let path = file(data.path(), "wrong.yaml", wrong);
        let said = shell.refused(&["role", "plan", path.to_str().unwrap()]);
        assert!(said.contains(named), "{wrong}: {said}");
    }
    let role = "roles: [{ name: A, permissions: [{ area: projects, level: view }], scope: { projects: [Nowhere] } }]";
    let path = file(data.path(), "nowhere.yaml", role);
    let said = shell.refused(&["role", "apply", path.to_str().unwrap()]);
    assert!(said.contains("there is no project `Nowhere`"), "{said}");
    let tests = "tests: [\"can nobody@example.com projects.view: yes\"]";
    let path = file(data.path(), "tests.yaml", tests);
    let said = shell.refused(&["role", "test", path.to_str().unwrap()]);
    assert!(said.contains("there is no member `nobody@example.com`"), "{said}");
}

/// Passes bytes on to `server`, and calls `meanwhile` before it passes on a request that begins with `method`.
fn between(
    server: &str,
    method: &'static str,
    meanwhile: impl Fn() + Send + Sync + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = server.trim_start_matches("http://").to_owned();
    let meanwhile = Arc::new(meanwhile);
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (mut client, mut server) = (client.unwrap(), TcpStream::connect(&server).unwrap());
            let (mut answers, mut asker) =
                (server.try_clone().unwrap(), client.try_clone().unwrap());
            let meanwhile = meanwhile.clone();
            std::thread::spawn(move || std::io::copy(&mut answers, &mut asker));
            std::thread::spawn(move || {
                let mut bytes = [0; 65_536];
                while let Ok(count @ 1..) = client.read(&mut bytes) {
                    if bytes.starts_with(method.as_bytes()) {
                        meanwhile();
                    }
                    server.write_all(&bytes[..count]).unwrap();
                }
            });
        }
    });
    url
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_since_it_was_read_is_not_overwritten() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    let shell = Arc::new(Shell::of(&server, &demo));
    let path = file(data.path(), "roles.yaml", CREW);
    shell.read(&["role", "apply", path.to_str().unwrap()]);
    let roles = shell.json(&["role", "list", "--search", "Crew"]);
    let id = roles["items"][0]["id"].as_str().unwrap().to_owned();
    let other = shell.clone();
    let url = between(&server.url, "PATCH ", move || {
        other.read(&["role", "update", "--role", &id, "--description", "Somebody else was here."]);
    });
    let changed = CREW.replace("level: deploy", "level: manage").replace(", production: false", "");
    let changed = file(data.path(), "changed.yaml", &changed);
    let late = Shell::at(&url, &demo);
    let refused = late.run(&["role", "apply", changed.to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused));
    assert!(text(&refused).contains("changed since you read it"), "{}", text(&refused));
    let role = shell.json(&["role", "list", "--search", "Crew"]);
    assert_eq!(role["items"][0]["description"], "Somebody else was here.", "{role}");
    assert_eq!(role["items"][0]["permissions"][1]["level"], "deploy", "{role}");
}

#[tokio::test]
async fn a_file_that_says_something_twice_or_nothing_is_refused() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let shell = Shell::of(&server, &demo(data.path()));
    let role = |more: &str| format!("roles: [{{ name: Ghost, {more} }}]");
    let member = "owner@wanderlust.example";
    for (wrong, named) in [
        (
            role("permissions: [{ area: team, level: view }, { area: team, level: manage }]"),
            "role `Ghost`: `permissions[1].area`: `team` is written twice",
        ),
        (
            role("permissions: [{ area: team, level: manage }], assigns: [Developer, Developer]"),
            "role `Ghost`: `roles[0].assigns`: `Developer` is written twice",
        ),
        (
            role("scope: { projects: [Nowhere] }"),
            "role `Ghost`: `scope.projects`: there is no project `Nowhere`",
        ),
        (
            role("scope: { instances: [A/B] }"),
            "role `Ghost`: `scope.instances`: there is no instance `A/B`",
        ),
        (
            role("permissions: [{ area: moon, level: view }]"),
            "role `Ghost`: `permissions[0].area`: `moon` is not an area",
        ),
        ("roles: [{ name: owner }]".to_owned(), "`roles[0].name`: `owner` is part of the product"),
        (
            format!(
                "members: {{ {member}: [Owner, {{ role: Developer, expires_at: yesterday }}] }}"
            ),
            "`members.owner@wanderlust.example[1].expires_at`: `yesterday` is not a time such as 2027-01-01T00:00:00Z",
        ),
        (
            format!("members: {{ {member}: [Owner, {{ role: Developer, projects: [Nowhere] }}] }}"),
            "`members.owner@wanderlust.example`: `projects` of `Developer`: there is no project `Nowhere`",
        ),
        (
            format!("members: {{ {member}: [Owner], Owner@Wanderlust.example: [Developer] }}"),
            "is written twice, in different case",
        ),
        (
            "tests: [acc can view]".to_owned(),
            "`tests[0]`: `acc can view`: it should end with `: yes` or `: no`",
        ),
        (
            format!("{CREW}tests: ['can {member} projects.fly: yes']"),
            "`tests[0]`: `can owner@wanderlust.example projects.fly: yes`: it names no action",
        ),
    ] {
        let path = file(data.path(), "wrong.yaml", &wrong);
        for verb in ["plan", "apply"] {
            let said = shell.refused(&["role", verb, path.to_str().unwrap()]);
            assert!(said.contains(named), "{verb} {wrong}: {said}");
            assert!(said.matches("is not a time").count() < 2, "said once: {said}");
        }
    }
    assert!(!shell.read(&["role", "export"]).contains("Crew"), "nothing was done");
    // A file that was cut off passes no tests.
    let path = file(data.path(), "roles.yaml", CREW);
    let said = shell.refused(&["role", "test", path.to_str().unwrap()]);
    assert!(said.contains("roles.yaml` holds no tests"), "{said}");
}

#[tokio::test]
async fn roles_come_from_standard_input() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let shell = Shell::of(&server, &demo(data.path()));
    let planned = shell.typing(&["role", "plan", "-"], CREW);
    assert!(
        planned.status.success() && text(&planned).contains("+ role Crew"),
        "{}",
        text(&planned)
    );
    let applied = shell.typing(&["role", "apply", "-"], CREW);
    assert!(applied.status.success(), "{}", text(&applied));
    assert!(shell.read(&["role", "export"]).contains("name: Crew"));
    let untested = shell.typing(&["role", "test", "-"], CREW);
    assert_eq!(untested.status.code(), Some(1));
    assert!(text(&untested).contains("standard input holds no tests"), "{}", text(&untested));
    let broken = shell.typing(&["role", "plan", "-"], "rules: []");
    assert!(text(&broken).contains("error: standard input: "), "{}", text(&broken));
}

#[tokio::test]
async fn a_role_that_is_held_stays_and_the_others_go() {
    let data = folder();
    let server = Server::demonstration(data.path()).await;
    let demo = demo(data.path());
    let shell = Shell::of(&server, &demo);
    let held = demo["members"][2]["email"].as_str().unwrap();
    let before = demo["members"][2]["roles"][0].as_str().unwrap();
    let three = "\
roles:
  - { name: Alpha, permissions: [{ area: instances, level: view }] }
  - { name: Beta, permissions: [{ area: instances, level: view }] }
  - { name: Gamma, permissions: [{ area: instances, level: view }] }
";
    let given = format!("{three}members:\n  {held}: [{before}, Beta]\n");
    let path = file(data.path(), "three.yaml", &given);
    shell.read(&["role", "apply", path.to_str().unwrap()]);
    let path = file(data.path(), "none.yaml", "roles: []\n");
    let pruned = shell.run(&["role", "apply", "--prune", path.to_str().unwrap()]);
    let said = text(&pruned);
    assert_eq!(pruned.status.code(), Some(1), "{said}");
    assert!(said.contains("! role Beta stays: `Beta` is held by the member"), "{said}");
    assert!(!said.contains("Alpha stays") && !said.contains("Gamma stays"), "{said}");
    let left = shell.read(&["role", "export"]);
    assert!(left.contains("Beta") && !left.contains("Alpha") && !left.contains("Gamma"), "{left}");
}
