//! T71: what is done to an export shows.

use bailiwick_model::chain::{ERASED, Failure, Link, Mark, PRUNED, Remembered, verify};

use super::made::{CHAIN, beginning, export, link, links, nothing, seal, written};

fn broken(text: &str) -> String {
    match verify(text.as_bytes(), &nothing()) {
        Err(Failure::Broken(sentence)) => sentence,
        other => panic!("{other:?}"),
    }
}

#[test]
fn t71_every_bit_of_an_export_counts() {
    let whole = export(300);
    let report = verify(whole.as_bytes(), &nothing()).unwrap();
    assert_eq!((report.verified.first, report.verified.head.entries), (1, 300));
    // Every bit of the header and of an entry of each version, then a sample of everything.
    let few = export(6);
    let starts: Vec<usize> = few.match_indices('\n').map(|(at, _)| at + 1).collect();
    for at in (0..starts[1] * 8).chain(starts[5] * 8..few.len() * 8) {
        let mut bytes = few.clone().into_bytes();
        bytes[at / 8] ^= 1 << (at % 8);
        assert!(verify(bytes.as_slice(), &nothing()).is_err(), "bit {at}");
    }
    let mut at = 3;
    for _ in 0..400 {
        at = (at * 48_271 + 11) % (whole.len() * 8);
        let mut bytes = whole.clone().into_bytes();
        bytes[at / 8] ^= 1 << (at % 8);
        assert!(verify(bytes.as_slice(), &nothing()).is_err(), "bit {at}");
    }
}

#[test]
fn t71_another_spelling_of_the_same_is_a_change() {
    let whole = export(7);
    for (from, to) in [
        ("\"sequence\":6", "\"sequence\": 6"),
        ("\"sequence\":6", "\"sequence\":6.0"),
        ("\"action\":\"projects.update\"", "\"action\":\"projects\\u002eupdate\""),
        ("Shøp", "Sh\\u00f8p"),
        (",\"personal_detail\":null}", "}"),
        (",\"personal_detail\":null}", ",\"personal_detail\":null,\"more\":1}"),
        ("\n", "\r\n"),
        ("\n", "\n\n"),
    ] {
        assert!(whole.contains(from), "{from}");
        assert!(verify(whole.replacen(from, to, 1).as_bytes(), &nothing()).is_err(), "{to}");
    }
}

#[test]
fn t71_entries_that_are_deleted_inserted_swapped_or_spliced_show() {
    let all = links(CHAIN, 20);
    let text = |links: &[Link<'_>]| written(CHAIN, beginning(), links);
    let mut deleted = all.clone();
    deleted.remove(9);
    assert_eq!(broken(&text(&deleted)), "entry 10 is missing");
    let mut twice = all.clone();
    twice.insert(10, all[9].clone());
    assert!(broken(&text(&twice)).starts_with("entry 11 was changed"));
    let mut swapped = all.clone();
    swapped.swap(9, 10);
    assert_eq!(broken(&text(&swapped)), "entry 10 is missing");
    let mut inserted = all.clone();
    inserted.insert(10, link(CHAIN, 11, &all[9].hash));
    inserted[11].sequence = 12;
    assert!(broken(&text(&inserted)).contains("entry 12"));
    let mut spliced = all.clone();
    spliced[9] = links("0000000000000000000000bb", 20)[9].clone();
    assert!(broken(&text(&spliced)).starts_with("entry 10 was changed"));
    let mut renumbered = all.clone();
    renumbered.remove(9);
    renumbered.iter_mut().skip(9).for_each(|link| link.sequence -= 1);
    assert!(broken(&text(&renumbered)).starts_with("entry 10 was changed"));
    assert!(
        broken(&written("0000000000000000000000bb", beginning(), &all)).starts_with("entry 1 was"),
        "another's log under this name"
    );
}

#[test]
fn t71_an_export_that_is_cut_off_shows() {
    let whole = export(20);
    let lines: Vec<&str> = whole.lines().collect();
    let cut = |count: usize| lines[..count].join("\n") + "\n";
    assert_eq!(broken(&cut(15)), "the log ends at entry 14, but should end at entry 20");
    assert_eq!(broken(&cut(1)), "the log ends at entry 0, but should end at entry 20");
    assert_eq!(broken(&whole[..whole.len() - 1]), "line 21 is cut off");
    assert!(verify(&b""[..], &nothing()).is_err());
    let more = whole.clone() + lines[20] + "\n";
    assert!(broken(&more).contains("entry 21"));
}

#[test]
fn t71_a_log_that_was_written_anew_shows_to_who_remembers_its_head() {
    let all = links(CHAIN, 20);
    let remembered = Remembered { head: Some(all[11].hash.to_string()), entries: Some(12) };
    let honest = written(CHAIN, beginning(), &all);
    assert!(verify(honest.as_bytes(), &remembered).is_ok(), "it has grown since");
    let mut forged = all.clone();
    forged[4].actor_name = Some("Ben".into());
    for place in 4..forged.len() {
        let before = forged[place - 1].hash.to_string();
        seal(CHAIN, &mut forged[place], &before);
    }
    let forged = written(CHAIN, beginning(), &forged);
    assert!(verify(forged.as_bytes(), &nothing()).is_ok(), "nothing in it says so");
    let told = verify(forged.as_bytes(), &remembered).unwrap_err().to_string();
    assert!(told.contains("entry 12 is not the one that you remembered"), "{told}");
    let shorter = written(CHAIN, beginning(), &all[..11]);
    assert!(verify(shorter.as_bytes(), &nothing()).is_ok(), "the head was cut off with the end");
    let told = verify(shorter.as_bytes(), &remembered).unwrap_err().to_string();
    assert!(told.contains("its end was cut off"), "{told}");
}

/// The log after the first entries were pruned; `told` is what its last entry says of it.
fn pruned(count: usize, told: Option<(u64, &str)>) -> String {
    let mut all = links(CHAIN, 20);
    let after = Mark { entries: count as u64, hash: all[count - 1].hash.to_string() };
    if let Some((through, hash)) = told {
        let before = all[19].hash.to_string();
        let mut last = link(CHAIN, 21, &before);
        last.action = PRUNED.into();
        last.outcome = "ok".into();
        last.detail = format!("{{\"through\":{through},\"hash\":\"{hash}\"}}").into();
        seal(CHAIN, &mut last, &before);
        all.push(last);
    }
    written(CHAIN, after, &all[count..])
}

#[test]
fn t71_a_beginning_that_was_cut_off_shows_unless_the_log_says_that_it_was_pruned() {
    let all = links(CHAIN, 20);
    let told = "entries 1 to 8 are missing, and no entry says that they were pruned";
    assert_eq!(broken(&pruned(8, None)), told);
    assert_eq!(broken(&pruned(8, Some((7, &all[6].hash)))), told);
    assert_eq!(broken(&pruned(8, Some((8, &all[6].hash)))), told);
    let held = pruned(8, Some((8, &all[7].hash)));
    let report = verify(held.as_bytes(), &nothing()).unwrap();
    assert_eq!((report.verified.first, report.verified.head.entries), (9, 21));
}

#[test]
fn t71_personal_data_that_is_gone_must_have_been_erased() {
    let erase = |link: &mut Link<'static>| {
        (link.salt, link.actor_name, link.address) = (None, None, None);
        if link.version == 1 {
            link.target_name = None;
        }
    };
    let mut all = links(CHAIN, 20);
    erase(&mut all[2]);
    erase(&mut all[9]);
    let missing = "personal data is missing in 2 places, but the log tells of 0 erased ones only";
    assert_eq!(broken(&written(CHAIN, beginning(), &all)), missing);
    let before = all[19].hash.to_string();
    let mut last = link(CHAIN, 21, &before);
    last.action = ERASED.into();
    last.outcome = "ok".into();
    last.detail = "{\"erased\":2}".into();
    seal(CHAIN, &mut last, &before);
    all.push(last);
    let report = verify(written(CHAIN, beginning(), &all).as_bytes(), &nothing()).unwrap();
    assert_eq!(report.verified.erased, 2);
    for change in [
        |link: &mut Link<'static>| link.actor_name = Some("Ben".into()),
        |link: &mut Link<'static>| link.salt = Some("00".into()),
        |link: &mut Link<'static>| link.target_name = None,
        |link: &mut Link<'static>| link.personal_detail = Some("{}".into()),
    ] {
        let mut changed = all.clone();
        change(&mut changed[9]);
        let told = broken(&written(CHAIN, beginning(), &changed));
        assert_eq!(told, "the personal data of entry 10 was changed");
    }
}

#[test]
fn what_the_first_version_does_not_cover_cannot_be_added_to_it() {
    for change in [
        |link: &mut Link<'static>| link.place = Some("0000000000000000000000aa".into()),
        |link: &mut Link<'static>| link.target_hash = Some("00".into()),
        |link: &mut Link<'static>| link.target_salt = Some("00".into()),
        |link: &mut Link<'static>| link.personal_detail = Some("{}".into()),
        |link: &mut Link<'static>| link.version = 3,
        |link: &mut Link<'static>| link.version = 0,
    ] {
        let mut changed = links(CHAIN, 7);
        change(&mut changed[2]);
        assert!(broken(&written(CHAIN, beginning(), &changed)).contains("entry 3"));
    }
}
