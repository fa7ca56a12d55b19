//! What a server has: names for the ids of its answers, and ids for the names of a file.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::document::{Assignment, Document, Permission, Role, Scope};
use crate::remote::Remote;

/// A role as the server has it.
pub(super) struct LiveRole {
    pub(super) id: String,
    /// What `If-Match` asks for: a change of what was read, and of nothing newer.
    pub(super) version: u64,
    pub(super) is_system: bool,
    pub(super) holders: u64,
    pub(super) role: Role,
}

/// Somebody who holds roles.
pub(super) struct Holder {
    pub(super) id: String,
    pub(super) version: u64,
    pub(super) roles: Vec<Assignment>,
}

/// An area of the role builder.
struct Area {
    name: String,
    parent: Option<String>,
    is_of_organization: bool,
    /// The actions of each level.
    levels: BTreeMap<String, BTreeSet<String>>,
}

/// One organization as the token sees it.
pub(super) struct Live {
    pub(super) remote: Remote,
    pub(super) roles: Vec<LiveRole>,
    pub(super) members: BTreeMap<String, Holder>,
    pub(super) teams: BTreeMap<String, Holder>,
    /// By id.
    projects: BTreeMap<String, String>,
    /// By id: `Project/Instance`, and the project's id.
    instances: BTreeMap<String, (String, String)>,
    areas: Vec<Area>,
}

impl Live {
    /// Reads what roles are about; who holds them only where `with_holders`.
    pub(super) async fn read(remote: Remote, with_holders: bool) -> Result<Self> {
        let mut live = Live {
            roles: Vec::new(),
            members: BTreeMap::new(),
            teams: BTreeMap::new(),
            projects: BTreeMap::new(),
            instances: BTreeMap::new(),
            areas: remote.facts("areas").await?.iter().map(area).collect(),
            remote,
        };
        live.read_places().await?;
        live.read_roles().await?;
        if with_holders {
            live.members = live.holders("members", "email").await?;
            live.teams = live.holders("teams", "name").await?;
        }
        Ok(live)
    }

    async fn read_places(&mut self) -> Result<()> {
        for project in self.remote.all(&["projects"]).await? {
            let (id, name) = (text(&project["id"]), text(&project["name"]));
            // Whoever sees a project by name alone may not list its instances.
            let instances = self.remote.all(&["projects", &id, "instances"]).await;
            for instance in instances.unwrap_or_default() {
                let path = format!("{name}/{}", text(&instance["name"]));
                self.instances.insert(text(&instance["id"]), (path, id.clone()));
            }
            self.projects.insert(id, name);
        }
        Ok(())
    }

    /// Reads the roles again.
    pub(super) async fn read_roles(&mut self) -> Result<()> {
        let all = self.remote.all(&["roles"]).await?;
        let names: BTreeMap<String, String> =
            all.iter().map(|role| (text(&role["id"]), text(&role["name"]))).collect();
        self.roles = all
            .iter()
            .map(|role| LiveRole {
                id: text(&role["id"]),
                version: version(role),
                is_system: role["system"] == true,
                holders: role["holders"].as_u64().unwrap_or(0),
                role: self.role(role, &names),
            })
            .collect();
        Ok(())
    }

    async fn holders(&self, list: &str, key: &str) -> Result<BTreeMap<String, Holder>> {
        let mut found = BTreeMap::new();
        for one in self.remote.all(&[list]).await? {
            let id = text(&one["id"]);
            let whole = self.remote.get(&[list, &id]).await?;
            let grants = whole["grants"].as_array().map(Vec::as_slice).unwrap_or_default();
            let mut roles: Vec<Assignment> =
                grants.iter().filter_map(|grant| self.assignment(grant)).collect();
            roles.sort();
            roles.dedup();
            found.insert(text(&one[key]), Holder { id, version: version(&whole), roles });
        }
        Ok(found)
    }

    /// A role that was given directly, to the organization or to projects; those at one database, and what an approved
    /// request gave, are not of the file.
    fn assignment(&self, grant: &Value) -> Option<Assignment> {
        if !grant["team"].is_null() || !grant["request"].is_null() {
            return None;
        }
        let projects = match &grant["scope"]["projects"] {
            Value::Null => return None,
            Value::Array(ids) => Some(ids.iter().map(|id| self.project_name(&text(id))).collect()),
            _ => None,
        };
        Some(Assignment {
            role: grant["role"]["name"].as_str()?.to_owned(),
            projects,
            production: grant["scope"]["production"] != false,
            expires_at: grant["expires_at"].as_str().map(str::to_owned),
        })
    }

    fn role(&self, role: &Value, names: &BTreeMap<String, String>) -> Role {
        let list = |value: &Value| value.as_array().cloned();
        let named = |value: &Value, name: &dyn Fn(&str) -> String| {
            list(value).map(|ids| ids.iter().map(|id| name(&text(id))).collect::<BTreeSet<_>>())
        };
        let permission =
            |row: &Value| Permission { area: text(&row["area"]), level: text(&row["level"]) };
        let scope = &role["scope"];
        Role {
            name: text(&role["name"]),
            description: text(&role["description"]),
            permissions: list(&role["permissions"]).iter().flatten().map(permission).collect(),
            actions: list(&role["actions"]).iter().flatten().map(text).collect(),
            scope: Scope {
                projects: named(&scope["projects"], &|id| self.project_name(id)),
                instances: named(&scope["instances"], &|id| {
                    self.instances.get(id).map_or_else(|| id.to_owned(), |(path, _)| path.clone())
                }),
                production: scope["production"] != false,
            },
            assigns: named(&role["assigns"], &|id| {
                names.get(id).cloned().unwrap_or_else(|| id.to_owned())
            }),
        }
    }

    fn project_name(&self, id: &str) -> String {
        self.projects.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }

    /// A role of the server by its name.
    pub(super) fn find(&self, name: &str) -> Option<&LiveRole> {
        self.roles.iter().find(|one| one.role.name.to_lowercase() == name.to_lowercase())
    }

    /// A role's id.
    pub(super) fn role_id(&self, name: &str) -> Result<String> {
        let found = self.find(name).with_context(|| format!("there is no role `{name}`"))?;
        Ok(found.id.clone())
    }

    /// A project's id.
    pub(super) fn project_id(&self, name: &str) -> Result<String> {
        let found =
            self.projects.iter().find(|(_, known)| known.to_lowercase() == name.to_lowercase());
        let found =
            found.with_context(|| format!("there is no project `{name}` that you can see"))?;
        Ok(found.0.clone())
    }

    /// The id of `Project/Instance`, and of its project.
    pub(super) fn instance_id(&self, path: &str) -> Result<(String, String)> {
        let found = self
            .instances
            .iter()
            .find(|(_, (known, _))| known.to_lowercase() == path.to_lowercase());
        let found =
            found.with_context(|| format!("there is no instance `{path}` that you can see"))?;
        Ok((found.0.clone(), found.1.1.clone()))
    }

    /// A role of a file as the server will keep it: with the permissions that others require, in the order of areas,
    /// without single actions that a level holds already.
    pub(super) fn settled(&self, role: &Role) -> Result<Role> {
        let mut levels: BTreeMap<&str, &str> = BTreeMap::new();
        let mut of_organization = true;
        let single = role.actions.iter().filter_map(|action| {
            let holds = |area: &&Area| area.levels.values().any(|held| held.contains(action));
            Some((self.areas.iter().find(holds)?, None))
        });
        let mut named = Vec::new();
        for (place, permission) in role.permissions.iter().enumerate() {
            let area = self.area(&permission.area);
            let area = area.with_context(|| format!("`permissions[{place}].area`"))?;
            named.push((area, Some(permission.level.as_str())));
        }
        for (area, level) in named.into_iter().chain(single) {
            of_organization &= area.is_of_organization;
            if let Some(level) = level {
                levels.insert(&area.name, level);
            }
            let mut required = area.parent.as_deref();
            while let Some(parent) = required {
                levels.entry(self.area(parent)?.name.as_str()).or_insert("view");
                required = self.area(parent)?.parent.as_deref();
            }
        }
        let mut settled = role.clone();
        settled.permissions = self
            .areas
            .iter()
            .filter_map(|area| {
                let level = levels.get(area.name.as_str())?;
                Some(Permission { area: area.name.clone(), level: (*level).to_owned() })
            })
            .collect();
        let held = |action: &String| {
            let of_level = |permission: &Permission| {
                self.area(&permission.area).ok().and_then(|area| area.levels.get(&permission.level))
            };
            settled.permissions.iter().filter_map(of_level).any(|held| held.contains(action))
        };
        settled.actions.retain(|action| !held(action));
        if of_organization && settled.actions.is_empty() {
            settled.scope = Scope::default();
        }
        settled.description = settled.description.trim().to_owned();
        Ok(settled)
    }

    fn area(&self, name: &str) -> Result<&Area> {
        match self.areas.iter().find(|area| area.name == name) {
            Some(area) => Ok(area),
            None => {
                let known: Vec<&str> = self.areas.iter().map(|area| area.name.as_str()).collect();
                bail!("`{name}` is not an area: they are {}", known.join(", "))
            }
        }
    }

    /// The body of a role for the API; without what it may assign where the roles are not there yet.
    pub(super) fn body(&self, role: &Role, with_assigns: bool) -> Result<Value> {
        let all_or = |ids: Option<Vec<String>>| ids.map_or_else(|| json!("all"), |ids| json!(ids));
        let scope = &role.scope;
        let ids = |names: &Option<BTreeSet<String>>, id: &dyn Fn(&str) -> Result<String>| {
            names.as_ref().map(|names| names.iter().map(|name| id(name)).collect()).transpose()
        };
        let projects = ids(&scope.projects, &|name| self.project_id(name));
        let instances = ids(&scope.instances, &|path| Ok(self.instance_id(path)?.0));
        let mut body = json!({
            "name": role.name,
            "description": role.description,
            "permissions": role.permissions,
            "actions": role.actions,
            "scope": {
                "projects": all_or(projects.context("`scope.projects`")?),
                "instances": all_or(instances.context("`scope.instances`")?),
                "production": scope.production,
            },
        });
        if with_assigns {
            let ids: Option<Vec<String>> = ids(&role.assigns, &|name| self.role_id(name))?;
            body["assigns"] = ids.map_or_else(|| json!("own"), |ids| json!(ids));
        }
        Ok(body)
    }

    /// The body of assignments for the API.
    pub(super) fn given(&self, assignments: &[Assignment]) -> Result<Value> {
        let given = assignments.iter().map(|assignment| {
            let projects = match &assignment.projects {
                None => json!("all"),
                Some(names) => names
                    .iter()
                    .map(|name| Ok(Value::from(self.project_id(name)?)))
                    .collect::<Result<Value>>()?,
            };
            Ok(json!({
                "id": self.role_id(&assignment.role)?,
                "scope": { "projects": projects, "production": assignment.production },
                "expires_at": assignment.expires_at,
            }))
        });
        Ok(json!({ "roles": given.collect::<Result<Vec<Value>>>()? }))
    }

    /// What each level of each area holds, by `<area>.<level>`.
    pub(super) fn levels(&self) -> BTreeMap<String, Vec<String>> {
        let named = self.areas.iter().flat_map(|area| {
            area.levels.iter().map(|(level, actions)| {
                (format!("{}.{level}", area.name), actions.iter().cloned().collect())
            })
        });
        named.collect()
    }

    /// All of it as a file.
    pub(super) fn document(&self) -> Document {
        let held = |holders: &BTreeMap<String, Holder>| {
            holders.iter().map(|(name, holder)| (name.clone(), holder.roles.clone())).collect()
        };
        let custom = self.roles.iter().filter(|one| !one.is_system).map(|one| one.role.clone());
        Document {
            roles: Some(custom.collect()),
            members: held(&self.members),
            teams: held(&self.teams),
            tests: Vec::new(),
        }
    }
}

fn area(area: &Value) -> Area {
    let actions =
        |level: &Value| level["actions"].as_array().into_iter().flatten().map(text).collect();
    Area {
        name: text(&area["area"]),
        parent: area["parent"].as_str().map(str::to_owned),
        is_of_organization: area["scope"] == "organization",
        levels: area["levels"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|level| (text(&level["level"]), actions(level)))
            .collect(),
    }
}

fn version(value: &Value) -> u64 {
    value["version"].as_u64().unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
