//! Which files a SQLite connection may name.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use bailiwick_engine::{FileError, FileRules, copy_file, create_file};
use tempfile::TempDir;

/// `DATA/store.sqlite`, `DATA/key`, `DATA/files/{mine,theirs}/…`, and a folder that the operator listed.
struct House {
    folder: TempDir,
    rules: FileRules,
}

fn house() -> House {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    for name in ["files/mine/sub", "files/mine-too", "files/theirs", "listed", "elsewhere"] {
        fs::create_dir_all(at(name)).unwrap();
    }
    for name in [
        "store.sqlite",
        "store.sqlite-wal",
        "key",
        "files/mine/shop.sqlite",
        "files/mine/sub/a.sqlite",
        "files/mine-too/b.sqlite",
        "files/theirs/c.sqlite",
        "listed/d.sqlite",
        "elsewhere/e.sqlite",
    ] {
        fs::write(at(name), "").unwrap();
    }
    let rules = FileRules {
        organization_folder: at("files/mine"),
        allowed_folders: vec![at("listed")],
        forbidden: vec![at("store.sqlite"), at("key"), at("files")],
    };
    House { folder, rules }
}

impl House {
    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn check_refused(&self, name: &str) {
        let refused = self.rules.resolve(name);
        assert_eq!(refused, Err(FileError::Refused(name.to_owned())));
    }
}

#[test]
fn a_file_of_the_organization_is_named_relatively_and_a_listed_one_absolutely() {
    let house = house();
    for (name, path) in [
        ("shop.sqlite", "files/mine/shop.sqlite"),
        ("sub/a.sqlite", "files/mine/sub/a.sqlite"),
        (&house.at("listed/d.sqlite"), "listed/d.sqlite"),
    ] {
        let expected = Path::new(&house.at(path)).canonicalize().unwrap();
        assert_eq!(house.rules.resolve(name), Ok(expected));
    }
}

#[test]
fn nothing_leads_out_of_the_folder() {
    let house = house();
    for name in [
        "../theirs/c.sqlite",
        "sub/../../theirs/c.sqlite",
        "./shop.sqlite",
        "../mine-too/b.sqlite",
        "..",
        "a\0b",
    ] {
        house.check_refused(name);
    }
    for name in [
        "files/theirs/c.sqlite",
        "files/mine/shop.sqlite",
        "elsewhere/e.sqlite",
        "listed/../elsewhere/e.sqlite",
    ] {
        house.check_refused(&house.at(name));
    }
    house.check_refused("/proc/self/environ");
    house.check_refused("/etc/passwd");
}

#[test]
fn a_link_is_judged_by_where_it_leads() {
    let house = house();
    symlink(house.at("elsewhere/e.sqlite"), house.at("files/mine/out.sqlite")).unwrap();
    symlink(house.at("elsewhere"), house.at("files/mine/folder")).unwrap();
    symlink(house.at("store.sqlite"), house.at("files/mine/store.sqlite")).unwrap();
    symlink(house.at("nowhere"), house.at("files/mine/dangling.sqlite")).unwrap();
    for name in ["out.sqlite", "folder/e.sqlite", "store.sqlite", "dangling.sqlite"] {
        house.check_refused(name);
    }
    symlink(house.at("files/mine/shop.sqlite"), house.at("files/mine/inside.sqlite")).unwrap();
    assert!(house.rules.resolve("inside.sqlite").unwrap().ends_with("files/mine/shop.sqlite"));
}

#[test]
fn the_store_and_its_key_have_no_second_name() {
    let house = house();
    for name in ["store.sqlite", "store.sqlite-wal", "key"] {
        fs::hard_link(house.at(name), house.at(&format!("files/mine/hard-{name}"))).unwrap();
        house.check_refused(&format!("hard-{name}"));
    }
    let mut rules = house.rules.clone();
    rules.allowed_folders.push(house.folder.path().to_owned());
    for name in ["store.sqlite", "store.sqlite-wal", "key"] {
        assert_eq!(rules.resolve(&house.at(name)), Err(FileError::Refused(house.at(name))));
    }
}

#[test]
fn a_listed_folder_opens_nothing_of_another_organization() {
    let house = house();
    let mut rules = house.rules.clone();
    rules.allowed_folders.push(house.folder.path().to_owned());
    let theirs = house.at("files/theirs/c.sqlite");
    assert_eq!(rules.resolve(&theirs), Err(FileError::Refused(theirs.clone())));
    for name in ["files/mine/shop.sqlite", "elsewhere/e.sqlite"] {
        assert!(rules.resolve(&house.at(name)).is_ok(), "{name}");
    }
}

#[test]
fn absence_is_told_only_inside_the_folder() {
    let house = house();
    for name in [
        "none.sqlite",
        "sub/none.sqlite",
        "no/folder/none.sqlite",
        ":memory:",
        "shop.sqlite?mode=memory",
    ] {
        assert_eq!(house.rules.resolve(name), Err(FileError::Missing(name.to_owned())));
    }
    house.check_refused(&house.at("elsewhere/none.sqlite"));
    house.check_refused("/no/such/folder/none.sqlite");
    assert_eq!(house.rules.resolve("sub"), Err(FileError::NotAFile("sub".to_owned())));
}

#[test]
fn a_copy_holds_what_the_original_held_and_overwrites_nothing() {
    let folder = TempDir::new().unwrap();
    let (one, two) = (folder.path().join("one.sqlite"), folder.path().join("two.sqlite"));
    create_file(&one).unwrap();
    let original = rusqlite::Connection::open(&one).unwrap();
    original
        .execute_batch("create table t (id integer primary key); insert into t values (1), (2)")
        .unwrap();
    copy_file(&one, &two).unwrap();
    original.execute_batch("insert into t values (3)").unwrap();
    let copy = rusqlite::Connection::open(&two).unwrap();
    let count: i64 = copy.query_row("select count(*) from t", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 2);
    assert!(copy_file(&one, &two).is_err());
    assert!(create_file(&one).is_err());
}

#[test]
fn nobody_else_on_the_machine_reads_a_new_file_or_a_copy() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let (one, two) = (folder.path().join("one.sqlite"), folder.path().join("two.sqlite"));
    create_file(&one).unwrap();
    copy_file(&one, &two).unwrap();
    for file in [one, two] {
        let open = rusqlite::Connection::open(&file).unwrap();
        open.execute_batch("create table t (id integer primary key)").unwrap();
        for suffix in ["", "-wal", "-shm"] {
            let path = format!("{}{suffix}", file.display());
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{path}");
        }
    }
}
