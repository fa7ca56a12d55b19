//! What a new role may begin with.

use bailiwick_access::{Permission, TEMPLATES};
use bailiwick_api::RoleTemplate;

use super::permissions;
use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::page;

pub(crate) async fn handle(call: Call) -> Result<Answer, Error> {
    let templates = TEMPLATES.iter().map(|template| RoleTemplate {
        name: template.name.to_owned(),
        description: template.description.to_owned(),
        permissions: permissions(template.permissions),
        actions: Vec::new(),
        sentences: template.permissions.iter().map(Permission::to_string).collect(),
    });
    page::answer_all(&call, templates.collect(), |template| &template.name)
}
