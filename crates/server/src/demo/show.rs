//! What a demonstration tells: `DATA/demo.json` for programs, a page for the terminal.

use serde::{Deserialize, Serialize};

use super::world::World;
use crate::instances;
use crate::state::State;

/// The whole of `DATA/demo.json`.
#[derive(Serialize, Deserialize)]
pub(super) struct Demo {
    pub(super) url: String,
    pub(super) organization_id: String,
    pub(super) project_id: String,
    pub(super) instances: Instances,
    pub(super) members: Vec<Member>,
    pub(super) users: Vec<User>,
}

/// The two instances.
#[derive(Serialize, Deserialize)]
pub(super) struct Instances {
    pub(super) development: Instance,
    pub(super) production: Instance,
}

/// An instance and where it answers.
#[derive(Serialize, Deserialize)]
pub(super) struct Instance {
    pub(super) id: String,
    pub(super) url: String,
}

/// Someone who administers.
#[derive(Serialize, Deserialize, Clone)]
pub(super) struct Member {
    pub(super) email: String,
    pub(super) password: String,
    pub(super) token: String,
    pub(super) roles: Vec<String>,
}

/// Someone who uses the application.
#[derive(Serialize, Deserialize, Clone)]
pub(super) struct User {
    pub(super) id: String,
    pub(super) roles: Vec<String>,
    pub(super) token: String,
}

impl Demo {
    /// Puts it together.
    pub(super) fn new(
        state: &State,
        world: &World,
        members: Vec<Member>,
        users: Vec<User>,
    ) -> Self {
        let instance = |instance: &bailiwick_model::Instance| Instance {
            id: instance.id.to_string(),
            url: instances::url(&state.settings, &instance.region, instance.id),
        };
        Demo {
            url: state.settings.public_url().to_owned(),
            organization_id: world.organization.to_string(),
            project_id: world.project.to_string(),
            instances: Instances {
                development: instance(&world.development),
                production: instance(&world.production),
            },
            members,
            users,
        }
    }
}

/// Prints credentials and three lines to paste, whose answers differ.
#[expect(clippy::print_stdout, reason = "the terminal is where a demonstration is read")]
pub(super) fn print(demo: &Demo) {
    println!("\nWanderlust Inc. is ready: {}\n", demo.url);
    println!("Sign in as");
    for member in &demo.members {
        println!("  {:<40} {:<22} {}", member.email, member.password, member.roles.join(", "));
    }
    println!("\nThe same question, asked by three application users:\n");
    for user in &demo.users {
        println!("# {} {}", user.roles.join(", "), user.id);
        println!(
            "curl -H 'Authorization: Bearer {}' '{}/rest/v1/orders?select=id&limit=5'\n",
            user.token, demo.instances.development.url
        );
    }
    println!("All of this is also in demo.json in the data folder. Stop with Ctrl-C.");
}
