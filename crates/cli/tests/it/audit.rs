//! The audit log taken home: exported into a file, and verified there without a server.

use std::path::Path;
use std::process::Output;

use crate::running::{Server, bailiwick, demo, folder, text};
use crate::shell::Shell;

/// Runs the verifier as somebody who has the file and nothing else.
fn verify(arguments: &[&str]) -> Output {
    bailiwick().args(["audit", "verify"]).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn write(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn t71_an_export_is_verified_without_its_server() {
    let data = folder();
    let mut server = Server::demonstration(data.path()).await;
    let shell = Shell::of(&server, &demo(data.path()));
    for name in ["First", "Second", "Third"] {
        shell.json(&["project", "create", "--name", name]);
    }
    let checked = shell.json(&["audit", "check"]);
    assert_eq!(checked["holds"], true, "{checked}");
    let (head, entries) = (checked["head"].as_str().unwrap(), checked["entries"].to_string());
    let exported = shell.read(&["audit", "export"]);
    let table = shell.read(&["audit", "export", "--format", "csv"]);
    assert!(table.starts_with("sequence,at,") && table.contains(",Third,ok,"), "{table}");
    let part = shell.read(&["audit", "export", "--action", "projects.create"]);
    server.signal("TERM");
    assert!(server.ended().await.success());

    let whole = write(data.path(), "log.jsonl", &exported);
    let held = verify(&[&whole]);
    assert_eq!(held.status.code(), Some(0), "{}", text(&held));
    assert!(said(&held).contains(" holds: entries 1 to "), "{}", said(&held));
    let remembered = ["--head", head, "--entries", &entries];
    let held = verify(&[&[whole.as_str()], &remembered[..]].concat());
    assert_eq!(held.status.code(), Some(0), "{}", text(&held));
    assert!(said(&held).contains("it is the log that you remembered"), "{}", said(&held));
    let piped = bailiwick()
        .args(["audit", "verify", "-"])
        .stdin(std::fs::File::open(&whole).unwrap())
        .output()
        .unwrap();
    assert_eq!((piped.status.code(), said(&piped)), (Some(0), said(&verify(&[&whole]))));

    let changed = write(data.path(), "changed.jsonl", &exported.replace("Second", "Sekond"));
    let broken = verify(&[&changed]);
    assert_eq!(broken.status.code(), Some(1), "{}", text(&broken));
    assert!(said(&broken).starts_with("the log does not hold: "), "{}", said(&broken));
    assert!(said(&broken).contains("entry "), "{}", said(&broken));
    let cut = exported.lines().count() - 2;
    let cut: String = exported.lines().take(cut).map(|line| format!("{line}\n")).collect();
    let cut = write(data.path(), "cut.jsonl", &cut);
    assert_eq!(verify(&[&cut]).status.code(), Some(1));
    let other = format!("{}{}", &head[1..], &head[..1]);
    let anew = verify(&[&whole, "--head", &other, "--entries", &entries]);
    assert_eq!(anew.status.code(), Some(1), "{}", text(&anew));

    for (name, content) in
        [("part", part.as_str()), ("table", &table), ("empty", ""), ("html", "<p>")]
    {
        let file = write(data.path(), name, content);
        let undecided = verify(&[&file]);
        assert_eq!(undecided.status.code(), Some(2), "{name}: {}", text(&undecided));
        assert!(undecided.stdout.is_empty() && !undecided.stderr.is_empty(), "{name}");
    }
    for wrong in [&["nowhere.jsonl"][..], &[&whole, "--head", "abc"], &[]] {
        assert_eq!(verify(wrong).status.code(), Some(2), "{wrong:?}");
    }
    // Every log goes through what stands before its first entry, so that remembering it says nothing.
    let nothing = verify(&[&whole, "--head", &"0".repeat(64)]);
    assert_eq!(nothing.status.code(), Some(2), "{}", text(&nothing));
    assert!(text(&nothing).contains("sixty-four zeros"), "{}", text(&nothing));
}
