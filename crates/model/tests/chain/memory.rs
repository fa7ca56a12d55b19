//! What somebody remembered of an earlier export.

use bailiwick_model::chain::{Failure, GENESIS, Remembered, verify};

use super::made::{CHAIN, export, links};

fn check(head: Option<&str>, entries: Option<u64>) -> Result<(), String> {
    let remembered = Remembered { head: head.map(str::to_owned), entries };
    match verify(export(12).as_bytes(), &remembered) {
        Ok(_) => Ok(()),
        Err(Failure::Broken(sentence)) => Err(sentence),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn either_half_of_what_was_remembered_is_enough_to_look() {
    let all = links(CHAIN, 12);
    let (tenth, last) = (all[9].hash.as_ref(), all[11].hash.as_ref());
    assert_eq!(check(Some(tenth), Some(10)), Ok(()));
    assert_eq!(check(Some(tenth), None), Ok(()));
    assert_eq!(check(None, Some(10)), Ok(()));
    assert_eq!(check(Some(last), Some(12)), Ok(()));
    assert_eq!(check(Some(GENESIS), Some(0)), Ok(()), "a log that was still empty");
    assert!(check(Some(tenth), Some(11)).unwrap_err().contains("entry 11 is not the one"));
    assert!(check(None, Some(13)).unwrap_err().contains("its end was cut off"));
    let other = links(CHAIN, 13)[12].hash.to_string();
    assert!(check(Some(&other), None).unwrap_err().contains("no entry has the hash"));
    assert!(check(Some(&other), Some(0)).unwrap_err().contains("entry 0 is not the one"));
}
