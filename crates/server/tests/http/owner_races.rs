//! Two owners who act at the same moment (T21, T22): whatever the order, one of them is left.

use bailiwick_access::SystemRole;
use reqwest::Method;
use serde_json::{Value, json};

use super::members::{House, check, id, roles};
use crate::support::{Client, Reply};

const ROUNDS: usize = 40;

/// Olga and Ben, who are both owners. No token makes or unmakes an owner, so both act by their sessions.
struct Pair {
    house: House,
    clients: [Client; 2],
    paths: [String; 2],
}

impl Pair {
    async fn build() -> Pair {
        let house = House::build().await;
        let (ben, path) = house.member("ben", SystemRole::Owner).await;
        let paths = [house.own(&house.owner).await, path];
        let clients = [house.owner.clone(), ben];
        Pair { house, clients, paths }
    }

    async fn make_owner(&self, by: usize, whom: usize) {
        let owner = json!([id(SystemRole::Owner)]);
        let given = roles(&self.clients[by], &self.paths[whom], owner).await;
        assert_eq!(given.status, 200, "{}", given.text);
    }

    async fn owners(&self, by: usize) -> usize {
        let members = self.clients[by].get(&self.house.members).await;
        let is_owner = |member: &&Value| member["roles"][0]["name"] == "Owner";
        members.body["items"].as_array().unwrap().iter().filter(is_owner).count()
    }
}

fn developer() -> Value {
    json!([id(SystemRole::Developer)])
}

/// Which of the two succeeded; the other was told that it may not, or that it would be the last.
fn winner(replies: &[Reply; 2]) -> usize {
    let won: Vec<usize> = (0..2).filter(|one| replies[*one].status < 300).collect();
    let [won] = won.as_slice() else { panic!("{}\n{}", replies[0].text, replies[1].text) };
    let lost = &replies[1 - won];
    assert!([403, 404, 409].contains(&lost.status), "{} {}", lost.status, lost.text);
    *won
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t21_of_two_owners_who_demote_each_other_one_is_left() {
    let pair = Pair::build().await;
    for round in 0..ROUNDS {
        let [olga, ben] = &pair.clients;
        let replies = tokio::join!(
            roles(olga, &pair.paths[1], developer()),
            roles(ben, &pair.paths[0], developer())
        );
        let won = winner(&replies.into());
        assert_eq!(pair.owners(won).await, 1, "round {round}");
        pair.make_owner(won, 1 - won).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t21_of_two_owners_who_remove_each_other_one_is_left() {
    let pair = Pair::build().await;
    let [olga, ben] = &pair.clients;
    let replies = tokio::join!(olga.delete(&pair.paths[1]), ben.delete(&pair.paths[0]));
    let won = winner(&replies.into());
    assert_eq!(pair.owners(won).await, 1);
    assert_eq!(pair.clients[1 - won].get(&pair.house.organization).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t22_an_owner_steps_down_while_the_other_leaves_and_one_is_left() {
    let pair = Pair::build().await;
    for round in 0..ROUNDS {
        let [olga, ben] = &pair.clients;
        let leave = format!("{}/leave", pair.house.organization);
        let replies = tokio::join!(
            roles(olga, &pair.paths[0], developer()),
            ben.json(Method::POST, &leave, None)
        );
        let replies = [replies.0, replies.1];
        match winner(&replies) {
            0 => {
                assert_eq!((replies[1].status, replies[1].code()), (409, "last_owner"));
                assert_eq!(pair.owners(1).await, 1, "round {round}");
                pair.make_owner(1, 0).await;
            }
            _ => {
                assert_eq!((replies[0].status, replies[0].code()), (409, "last_owner"));
                assert_eq!(pair.owners(0).await, 1);
                return;
            }
        }
    }
}

/// Why no race of programs is run: none of them has a part in who owns an organization, alone or two at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn t21_t22_no_two_programs_unmake_an_owner() {
    let pair = Pair::build().await;
    let [olga, ben] = [pair.clients[0].hands().await, pair.clients[1].hands().await];
    let leave = format!("{}/leave", pair.house.organization);
    let gone = pair.paths.clone().map(|path| format!("{path}?tokens=keep"));
    for ((hand, one), (_, other)) in olga.into_iter().zip(ben).skip(1) {
        let code =
            if hand == "robot" { "target_above_actor" } else { "interactive_session_required" };
        for replies in [
            tokio::join!(
                roles(&one, &pair.paths[1], developer()),
                roles(&other, &pair.paths[0], developer())
            ),
            tokio::join!(one.delete(&gone[1]), other.delete(&gone[0])),
        ] {
            check(&replies.0, 403, code);
            check(&replies.1, 403, code);
        }
        let (down, left) = tokio::join!(
            roles(&one, &pair.paths[0], developer()),
            other.json(Method::POST, &leave, None)
        );
        check(&down, 403, code);
        check(&left, 403, "interactive_session_required");
    }
    assert_eq!(pair.owners(0).await, 2);
}
