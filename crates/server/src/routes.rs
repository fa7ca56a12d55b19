//! table: Which handler does each declared operation. A test holds it equal to the declarations.

use std::future::Future;
use std::pin::Pin;

use bailiwick_api::{Method, operations};

use crate::answer::Answer;
use crate::call::Call;
use crate::error::Error;
use crate::router::Doors;
use crate::*;

/// What a handler is to the gate.
pub(crate) type Handler = fn(Call) -> Pin<Box<dyn Future<Output = Result<Answer, Error>> + Send>>;

macro_rules! handlers {
    ($($id:literal => $($path:ident)::+,)*) => {
        const HANDLERS: &[(&str, Handler)] = &[$(($id, |call| Box::pin($($path)::+::handle(call))),)*];
    };
}

handlers! {
    "first_run_status" => first_run::status,
    "first_run_complete" => first_run::complete,
    "sign_up" => account::sign_up,
    "sign_in" => account::sign_in,
    "sign_out" => account::sign_out,
    "me_get" => account::me_get,
    "me_update" => account::me_update,
    "account_password_update" => account::password_update,
    "account_session_list" => account::session_list,
    "account_session_revoke" => account::session_revoke,
    "account_token_list" => account::token_list,
    "account_token_create" => account::token_create,
    "account_token_update" => account::token_update,
    "account_token_rotate" => account::token_rotate,
    "account_token_revoke" => account::token_revoke,
    "device_sign_in_start" => device::start,
    "device_sign_in_finish" => device::finish,
    "device_sign_in_get" => device::get,
    "device_sign_in_approve" => device::approve,
    "device_sign_in_deny" => device::deny,
    "token_inspect" => token::inspect,
    "token_revoke" => token::revoke,
    "grant_preset_list" => facts::grant_preset_list,
    "action_list" => facts::action_list,
    "area_list" => facts::area_list,
    "region_list" => facts::region_list,
    "plan_list" => facts::plan_list,
    "organization_list" => organizations::list,
    "organization_create" => organizations::create,
    "organization_get" => organizations::get,
    "organization_update" => organizations::update,
    "organization_delete" => organizations::delete,
    "organization_settings_get" => organization_settings::get,
    "organization_settings_update" => organization_settings::update,
    "team_list" => teams::list,
    "team_create" => teams::create,
    "team_get" => teams::get,
    "team_update" => teams::update,
    "team_delete" => teams::delete,
    "team_member_list" => teams::member_list,
    "team_member_add" => teams::member_add,
    "team_member_remove" => teams::member_remove,
    "team_role_update" => teams::role_update,
    "team_database_list" => teams::database_list,
    "team_database_add" => teams::database_add,
    "team_database_remove" => teams::database_remove,
    "member_list" => members::list,
    "member_get" => members::get,
    "member_update" => members::update,
    "member_remove" => members::remove,
    "member_role_update" => members::role_update,
    "member_copy" => members::copy,
    "member_compare" => members::compare,
    "organization_leave" => members::leave,
    "invitation_list" => invitations::list,
    "invitation_create" => invitations::create,
    "invitation_get" => invitations::get,
    "invitation_resend" => invitations::resend,
    "invitation_cancel" => invitations::cancel,
    "invitation_look" => invitations::look,
    "invitation_accept" => invitations::accept,
    "invitation_decline" => invitations::decline,
    "role_list" => roles::list,
    "role_create" => roles::create,
    "role_get" => roles::get,
    "role_update" => roles::update,
    "role_delete" => roles::delete,
    "role_duplicate" => roles::duplicate,
    "role_compare" => roles::compare,
    "role_template_list" => roles::templates,
    "service_token_list" => service_tokens::list,
    "service_token_create" => service_tokens::create,
    "service_token_get" => service_tokens::get,
    "service_token_update" => service_tokens::update,
    "service_token_rotate" => service_tokens::rotate,
    "service_token_delete" => service_tokens::delete,
    "service_token_grant_list" => service_tokens::grant_list,
    "service_token_grant_create" => service_tokens::grant_create,
    "service_token_grant_delete" => service_tokens::grant_delete,
    "project_list" => projects::list,
    "project_create" => projects::create,
    "project_get" => projects::get,
    "project_update" => projects::update,
    "project_delete" => projects::delete,
    "instance_list" => instances::list,
    "instance_create" => instances::create,
    "instance_get" => instances::get,
    "instance_update" => instances::update,
    "instance_delete" => instances::delete,
    "instance_deprovision" => instances::deprovision,
    "database_list" => databases::list,
    "database_create" => databases::create,
    "database_get" => databases::get,
    "database_update" => databases::update,
    "database_delete" => databases::delete,
    "database_administrator_list" => administrators::list,
    "database_administrator_add" => administrators::add,
    "database_administrator_remove" => administrators::remove,
    "branch_list" => branches::list,
    "branch_create" => branches::create,
    "branch_get" => branches::get,
    "branch_update" => branches::update,
    "branch_delete" => branches::delete,
    "connection_list" => connections::list,
    "connection_create" => connections::create,
    "connection_try" => connections::try_out,
    "connection_get" => connections::get,
    "connection_update" => connections::update,
    "connection_delete" => connections::delete,
    "connection_test" => connections::test,
    "client_auth_get" => client_auth::get,
    "client_auth_update" => client_auth::update,
    "session_forget" => client_auth::forget,
    "signing_key_get" => signing_key::get,
    "signing_key_create" => signing_key::create,
    "signing_key_retire" => signing_key::retire,
    "application_user_list" => application_users::list,
    "application_user_count" => application_users::count,
    "revocation_list" => revocations::list,
    "revocation_create" => revocations::create,
    "revocation_delete" => revocations::delete,
    "development_token_create" => development_tokens::create,
    "schema_get" => schema::get,
    "data_list" => data::list,
    "policy_get" => policy::get,
    "policy_draft_get" => policy::draft,
    "policy_draft_update" => policy::save,
    "policy_draft_delete" => policy::discard,
    "policy_validate" => policy::validate,
    "policy_test" => policy::test,
    "policy_explain" => policy::explain,
    "policy_impact" => policy::impact,
    "policy_count" => policy::count,
    "policy_promote_preview" => policy::promote_preview,
    "policy_promote" => policy::promote,
    "policy_roles" => policy::roles,
    "policy_types" => policy::types,
    "instance_health_get" => instance_health::get,
    "instance_request_list" => instance_health::requests,
    "policy_diff" => policy::diff,
    "policy_deploy" => policy::deploy,
    "policy_version_list" => policy::versions,
    "policy_version_get" => policy::version,
    "policy_rollback" => policy::rollback,
    "audit_list" => audit::list,
    "audit_export" => audit::export,
    "audit_verify" => audit::verify,
    "audit_erase" => audit::erase,
    "access_check" => access::check,
    "access_explain" => access::explain,
    "access_who_can" => access::who_can,
    "access_simulate" => access::simulate,
    "access_matrix" => access::matrix,
    "access_request_list" => access_requests::list,
    "access_request_create" => access_requests::create,
    "access_request_get" => access_requests::get,
    "access_request_approve" => access_requests::approve,
    "access_request_decline" => access_requests::decline,
    "access_request_revoke" => access_requests::revoke,
    "access_request_withdraw" => access_requests::withdraw,
    "refusal_get" => refusals::get,
    "server_settings_get" => server::settings_get,
    "server_settings_update" => server::settings_update,
    "server_audit_list" => server::audit_list,
    "server_audit_export" => audit::export,
    "server_audit_verify" => audit::verify,
    "server_operator_list" => server::operator_list,
    "server_operator_add" => server::operator_add,
    "server_operator_remove" => server::operator_remove,
    "server_organization_list" => server::organization_list,
    "server_owner_add" => server::owner_add,
    "server_organization_open" => server::organization_open,
}

/// Opens every door of the server. An operation without a handler stays closed, and the test below names it.
pub(crate) fn doors() -> Doors {
    let mut doors = Doors::default();
    for operation in operations() {
        if let Some((_, handler)) = HANDLERS.iter().find(|(id, _)| *id == operation.id) {
            doors = doors.operation(operation, *handler);
        }
    }
    doors
        .other(Some(Method::Get), "/health/live", health::live)
        .other(Some(Method::Get), "/health/ready", health::ready)
        .other(Some(Method::Get), "/metrics", health::metrics)
        .other(Some(Method::Get), "/openapi.json", health::openapi)
        .other(Some(Method::Get), "/schemas/policy.json", health::policy_schema)
        .other(None, "/instances/{instance}", hosted::answer)
        .other(None, "/instances/{instance}/{*path}", hosted::answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_a_handler_and_every_handler_an_operation() {
        let declared: Vec<&str> = operations().iter().map(|operation| operation.id).collect();
        let missing: Vec<&&str> =
            declared.iter().filter(|id| !HANDLERS.iter().any(|(known, _)| known == *id)).collect();
        let undeclared: Vec<&str> =
            HANDLERS.iter().map(|(id, _)| *id).filter(|id| !declared.contains(id)).collect();
        assert!(
            missing.is_empty() && undeclared.is_empty(),
            "without a handler: {missing:?}; undeclared: {undeclared:?}"
        );
    }
}
