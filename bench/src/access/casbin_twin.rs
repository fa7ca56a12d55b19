//! The organization for casbin in the encoding that is fastest there: one enforcer for each caller, which holds that
//! caller's roles and nothing else.

use std::collections::HashMap;
use std::fmt::Write as _;

use bailiwick_access::Selection;
use bailiwick_model::MemberId;
use casbin::{CoreApi, DefaultModel, Enforcer, StringAdapter};

use super::organization::{Question, World, roles_of, scoped_actions};

const MODEL: &str = "
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[role_definition]
g = _, _
g2 = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.act == p.act && g(r.sub, p.sub) && (p.obj == \"all\" || g2(r.obj, p.obj))
";

pub(super) struct Twin {
    enforcers: HashMap<MemberId, Enforcer>,
}

impl Twin {
    pub(super) fn of(world: &World, few: &[MemberId]) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut enforcers = HashMap::new();
        for member in few {
            let mut text = String::new();
            for (place, (held, scope)) in roles_of(world, *member).into_iter().enumerate() {
                writeln!(text, "g, {member}, role{place}")?;
                let scope_name = match &scope.projects {
                    Selection::All => "all".to_owned(),
                    Selection::Only(named) => {
                        for project in named {
                            writeln!(text, "g2, {project}, scope{place}")?;
                        }
                        format!("scope{place}")
                    }
                };
                for action in scoped_actions().into_iter().filter(|action| held.contains(*action)) {
                    writeln!(text, "p, role{place}, {scope_name}, {action}")?;
                }
            }
            let enforcer = runtime.block_on(async {
                let model = DefaultModel::from_str(MODEL).await?;
                Enforcer::new(model, StringAdapter::new(text)).await
            })?;
            enforcers.insert(*member, enforcer);
        }
        Ok(Twin { enforcers })
    }

    /// The caller's enforcer formats its arguments: a server would pay for that as well.
    pub(super) fn check(&self, question: &Question) -> anyhow::Result<bool> {
        let Some(enforcer) = self.enforcers.get(&question.member) else {
            anyhow::bail!("unknown to casbin");
        };
        let request = (
            question.member.to_string(),
            question.project.to_string(),
            question.action.as_str().to_owned(),
        );
        Ok(enforcer.enforce(request)?)
    }
}
