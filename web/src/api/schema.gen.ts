// Made from openapi.json by `npm run types`. Not to be edited.

export interface paths {
    "/api/v1/account/device/{user_code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Look at the program that shows this code */
        get: operations["device_sign_in_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/device/{user_code}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let the program that shows this code act as oneself */
        post: operations["device_sign_in_approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/device/{user_code}/deny": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse the program that shows this code */
        post: operations["device_sign_in_deny"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Change the password */
        put: operations["account_password_update"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The account's sessions */
        get: operations["account_session_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a session */
        delete: operations["account_session_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The account's personal access tokens */
        get: operations["account_token_list"];
        put?: never;
        /** Mint a personal access token */
        post: operations["account_token_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End a personal access token */
        delete: operations["account_token_revoke"];
        options?: never;
        head?: never;
        /** Rename a personal access token */
        patch: operations["account_token_update"];
        trace?: never;
    };
    "/api/v1/account/tokens/{token}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace the secret of a personal access token */
        post: operations["account_token_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every action of the access model */
        get: operations["action_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/areas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The areas of custom roles */
        get: operations["area_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/first-run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the first account is still to be made */
        get: operations["first_run_status"];
        put?: never;
        /** Make the first account with the one-time code */
        post: operations["first_run_complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/grant-presets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Actions that tokens are often given together */
        get: operations["grant_preset_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{secret}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What an invitation offers, for whoever has its link */
        get: operations["invitation_look"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{secret}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accept an invitation, signed in with its address or by making an account */
        post: operations["invitation_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{secret}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decline an invitation */
        post: operations["invitation_decline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who calls, and the organizations it belongs to */
        get: operations["me_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change the account's name */
        patch: operations["me_update"];
        trace?: never;
    };
    "/api/v1/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The organizations that the caller belongs to */
        get: operations["organization_list"];
        put?: never;
        /** Make an organization and own it */
        post: operations["organization_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an organization */
        get: operations["organization_get"];
        put?: never;
        post?: never;
        /** Delete an organization in which no project lives */
        delete: operations["organization_delete"];
        options?: never;
        head?: never;
        /** Rename an organization */
        patch: operations["organization_update"];
        trace?: never;
    };
    "/api/v1/organizations/{organization}/access/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Whether a principal may do something, and why; anyone may ask about itself */
        post: operations["access_check"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/access/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Why a principal may or may not do something, and what would change it; anyone may ask about itself */
        post: operations["access_explain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/access/matrix": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each member may do in each project, as JSON or as CSV */
        get: operations["access_matrix"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/access/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests for access: the caller's own, and all for whoever may change members */
        get: operations["access_request_list"];
        put?: never;
        /** Ask for an action that the caller lacks, for so long */
        post: operations["access_request_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/access/requests/{access_request}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a request for access */
        get: operations["access_request_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/access/requests/{access_request}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give what somebody asked for, for so long */
        post: operations["access_request_approve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/access/requests/{access_request}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuse what somebody asked for */
        post: operations["access_request_decline"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/access/requests/{access_request}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take back what an approval gave, before it ends by itself */
        post: operations["access_request_revoke"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/access/requests/{access_request}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask no longer, or give up what was given */
        post: operations["access_request_withdraw"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/access/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a change of roles, members, teams or token grants would give and take, and whether the caller could make it */
        post: operations["access_simulate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/access/who-can": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Who may do something: members, teams and tokens */
        post: operations["access_who_can"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was done, newest first */
        get: operations["audit_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/audit/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Erase what the log holds personally about somebody; its entries stay */
        post: operations["audit_erase"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The log as JSON Lines or as CSV, oldest first; itself written into the log */
        get: operations["audit_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the log that the server keeps is what was written */
        get: operations["audit_verify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/databases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The databases of an organization */
        get: operations["database_list"];
        put?: never;
        /** Make a database and administer it */
        post: operations["database_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/databases/{database}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a database */
        get: operations["database_get"];
        put?: never;
        post?: never;
        /** Delete a database that no instance is connected to */
        delete: operations["database_delete"];
        options?: never;
        head?: never;
        /** Rename a database */
        patch: operations["database_update"];
        trace?: never;
    };
    "/api/v1/organizations/{organization}/databases/{database}/administrators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who administers a database, directly or through a team */
        get: operations["database_administrator_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/databases/{database}/administrators/{member}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Make a member an administrator of a database */
        put: operations["database_administrator_add"];
        post?: never;
        /** Take a database from a member who was made its administrator directly */
        delete: operations["database_administrator_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/databases/{database}/branches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The branches of a database */
        get: operations["branch_list"];
        put?: never;
        /** Make a development branch from another */
        post: operations["branch_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/databases/{database}/branches/{branch}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a branch */
        get: operations["branch_get"];
        put?: never;
        post?: never;
        /** Delete a branch that no instance is connected to */
        delete: operations["branch_delete"];
        options?: never;
        head?: never;
        /** Rename a branch */
        patch: operations["branch_update"];
        trace?: never;
    };
    "/api/v1/organizations/{organization}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The invitations of an organization */
        get: operations["invitation_list"];
        put?: never;
        /** Invite somebody */
        post: operations["invitation_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/invitations/{invitation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an invitation */
        get: operations["invitation_get"];
        put?: never;
        post?: never;
        /** Take an invitation back */
        delete: operations["invitation_cancel"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/invitations/{invitation}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a new link for an invitation; the one before stops working */
        post: operations["invitation_resend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Leave an organization */
        post: operations["organization_leave"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The members of an organization */
        get: operations["member_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/members/{member}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a member and everything that it was given */
        get: operations["member_get"];
        put?: never;
        post?: never;
        /** Take a member out of an organization */
        delete: operations["member_remove"];
        options?: never;
        head?: never;
        /** Suspend a member, or let it act again */
        patch: operations["member_update"];
        trace?: never;
    };
    "/api/v1/organizations/{organization}/members/{member}/compare/{other}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What one member may do and another may not */
        get: operations["member_compare"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/members/{member}/copy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a member the roles, databases and teams of another, in place of its own */
        post: operations["member_copy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/members/{member}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Choose the roles that a member holds, in place of those of before */
        put: operations["member_role_update"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The projects of an organization */
        get: operations["project_list"];
        put?: never;
        /** Make a project, its instances and its database */
        post: operations["project_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a project */
        get: operations["project_get"];
        put?: never;
        post?: never;
        /** Delete a project in which nothing lives */
        delete: operations["project_delete"];
        options?: never;
        head?: never;
        /** Rename a project */
        patch: operations["project_update"];
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The instances of a project */
        get: operations["instance_list"];
        put?: never;
        /** Make an instance */
        post: operations["instance_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an instance */
        get: operations["instance_get"];
        put?: never;
        post?: never;
        /** Delete an instance with its connections and policy */
        delete: operations["instance_delete"];
        options?: never;
        head?: never;
        /** Rename an instance or move it before its first deploy */
        patch: operations["instance_update"];
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/client-auth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How application users prove who they are */
        get: operations["client_auth_get"];
        /** Replace how application users prove who they are */
        put: operations["client_auth_update"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/client-auth/sessions/forget": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask the session query anew about a user or about all */
        post: operations["session_forget"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The connections of an instance */
        get: operations["connection_list"];
        put?: never;
        /** Make a connection */
        post: operations["connection_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/connections/{connection}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a connection */
        get: operations["connection_get"];
        put?: never;
        post?: never;
        /** Delete a connection */
        delete: operations["connection_delete"];
        options?: never;
        head?: never;
        /** Change a connection */
        patch: operations["connection_update"];
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/connections/{connection}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Test a connection step by step */
        post: operations["connection_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/connections/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Test a connection before it is made */
        post: operations["connection_try"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/data/{connection}/{table}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rows of a table as an application user sees them */
        get: operations["data_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/deprovision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an instance down and keep its settings */
        post: operations["instance_deprovision"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/development-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Mint a token for an application user in development */
        post: operations["development_token_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How an instance is: its connections, its policy, its requests */
        get: operations["instance_health_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The policy in force */
        get: operations["policy_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Which live rows one permission of a document, or of the draft where none is sent, admits for an application user */
        post: operations["policy_count"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/deploy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put the draft in force */
        post: operations["policy_deploy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What changes from the policy in force to a document, or to the draft where none is sent */
        post: operations["policy_diff"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/draft": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The draft; the policy in force where none was saved */
        get: operations["policy_draft_get"];
        /** Save the draft */
        put: operations["policy_draft_update"];
        post?: never;
        /** Throw the draft away */
        delete: operations["policy_draft_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Why an application user may do something with a table or a row, or not */
        post: operations["policy_explain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/impact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a document, or the draft where none is sent, would give and take on the live rows */
        post: operations["policy_impact"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take over another instance's policy as a draft, and its client auth without secrets */
        post: operations["policy_promote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/promote/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What taking over another instance's policy would change here */
        post: operations["policy_promote_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What each application role may do, and how many users hold it */
        get: operations["policy_roles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Run the tests of a document on live data, or of the draft where none is sent; nothing that they write is kept */
        post: operations["policy_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** TypeScript types of what holders of application roles may read and write */
        get: operations["policy_types"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/validate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say what is wrong with a document, or with the draft where none is sent */
        post: operations["policy_validate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Everything that was ever in force, newest first */
        get: operations["policy_version_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a version with its document */
        get: operations["policy_version_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy/versions/{version}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Put an earlier version in force again */
        post: operations["policy_rollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What application users asked of an instance lately */
        get: operations["instance_request_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/revocations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tokens of application users that are accepted no more */
        get: operations["revocation_list"];
        put?: never;
        /** Revoke tokens of application users */
        post: operations["revocation_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/revocations/{revocation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Let revoked tokens be judged like any other again */
        delete: operations["revocation_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tables, columns and keys of every connection */
        get: operations["schema_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/signing-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which keys sign what actions tell the outside */
        get: operations["signing_key_get"];
        put?: never;
        /** Make a new signing key; the one before signs for 24 hours more */
        post: operations["signing_key_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/signing-key/previous": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End the signing key before the newest at once */
        delete: operations["signing_key_retire"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The application users that an instance has seen */
        get: operations["application_user_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/users/count": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many application users an instance has seen, by role */
        get: operations["application_user_count"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The roles of an organization */
        get: operations["role_list"];
        put?: never;
        /** Make a custom role */
        post: operations["role_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/roles/{role}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a role */
        get: operations["role_get"];
        put?: never;
        post?: never;
        /** Delete a custom role that nobody holds, or give its holders another */
        delete: operations["role_delete"];
        options?: never;
        head?: never;
        /** Change a custom role */
        patch: operations["role_update"];
        trace?: never;
    };
    "/api/v1/organizations/{organization}/roles/{role}/compare/{other}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What two roles have in common, and what not */
        get: operations["role_compare"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/roles/{role}/duplicate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a custom role like another role */
        post: operations["role_duplicate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/service-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The service tokens of an organization */
        get: operations["service_token_list"];
        put?: never;
        /** Make a service token that holds nothing yet */
        post: operations["service_token_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/service-tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a service token */
        get: operations["service_token_get"];
        put?: never;
        post?: never;
        /** End a service token */
        delete: operations["service_token_delete"];
        options?: never;
        head?: never;
        /** Rename, suspend or resume a service token */
        patch: operations["service_token_update"];
        trace?: never;
    };
    "/api/v1/organizations/{organization}/service-tokens/{token}/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a service token was given */
        get: operations["service_token_grant_list"];
        put?: never;
        /** Let a service token do something */
        post: operations["service_token_grant_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/service-tokens/{token}/grants/{grant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a grant from a service token */
        delete: operations["service_token_grant_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/service-tokens/{token}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replace the secret of a service token */
        post: operations["service_token_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an organization's settings: rules that bind a member are no secret to it */
        get: operations["organization_settings_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change an organization's settings */
        patch: operations["organization_settings_update"];
        trace?: never;
    };
    "/api/v1/organizations/{organization}/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The teams of an organization */
        get: operations["team_list"];
        put?: never;
        /** Make a team */
        post: operations["team_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/teams/{team}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a team and what it was given */
        get: operations["team_get"];
        put?: never;
        post?: never;
        /** Delete a team; its members keep nothing of what they held through it */
        delete: operations["team_delete"];
        options?: never;
        head?: never;
        /** Rename or describe a team */
        patch: operations["team_update"];
        trace?: never;
    };
    "/api/v1/organizations/{organization}/teams/{team}/databases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The databases that a team administers, of those that the caller may see */
        get: operations["team_database_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/teams/{team}/databases/{database}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Make every member of a team an administrator of a database */
        put: operations["team_database_add"];
        post?: never;
        /** Take a database from a team */
        delete: operations["team_database_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/teams/{team}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is in a team */
        get: operations["team_member_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/teams/{team}/members/{member}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Put a member into a team */
        put: operations["team_member_add"];
        post?: never;
        /** Take a member out of a team */
        delete: operations["team_member_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{organization}/teams/{team}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Choose the roles that a team holds, in place of those of before */
        put: operations["team_role_update"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/plans": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The plans of this server */
        get: operations["plan_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/refusals/{request}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why a request was refused: for who was refused, and for who may explain access there; of the data API for who may see the policy and its rows */
        get: operations["refusal_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/regions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where an instance may run */
        get: operations["region_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/role-templates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a new role may begin with */
        get: operations["role_template_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/server/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was done outside organizations, newest first */
        get: operations["server_audit_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/server/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The server's log as JSON Lines or as CSV, oldest first; itself written into the log */
        get: operations["server_audit_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/server/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the server's log is what was written */
        get: operations["server_audit_verify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/server/operators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who runs the server */
        get: operations["server_operator_list"];
        put?: never;
        /** Make an operator of an account */
        post: operations["server_operator_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/server/operators/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take the server from an operator, from the next request on; one who can sign in remains */
        delete: operations["server_operator_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/server/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every organization, and whether somebody owns it who can sign in; nothing of what is inside */
        get: operations["server_organization_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/server/organizations/{organization}/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take an organization's rules of entry away, where they lock its owners out: addresses and ages */
        post: operations["server_organization_open"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/server/organizations/{organization}/owner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Name an owner of an organization that nobody owns who can sign in */
        post: operations["server_owner_add"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/server/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get what operators set, and what the server was started with */
        get: operations["server_settings_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change what operators set, from the next request on */
        patch: operations["server_settings_update"];
        trace?: never;
    };
    "/api/v1/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in with address and password */
        post: operations["sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the session in use */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sign-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make an account and its organization */
        post: operations["sign_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whose the token in use is, and what it can do */
        get: operations["token_inspect"];
        put?: never;
        post?: never;
        /** End the personal access token in use */
        delete: operations["token_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/authorize_device": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to sign in a program without a browser */
        post: operations["device_sign_in_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Fetch the token of a program that a person let in */
        post: operations["device_sign_in_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What can be done in one place in one area. */
        Ability: {
            /** @description The actions. */
            actions: string[];
            /** @description The area; null for actions of none. */
            area: string | null;
            /** @description The thing, where it is one. */
            id: string | null;
            /** @description What people call it. */
            name: string | null;
            /**
             * @description Where: `organization` (all of it, present and future), `project`, `instance`, `database` or
             *     `production_branches`.
             */
            place: string;
            /** @description All of it in one sentence. */
            sentence: string;
        };
        /** @description Accepts an invitation: empty for whoever is signed in, else what makes the account. */
        Acceptance: {
            /** @description What others see; for the account to be made. */
            display_name?: string | null;
            /**
             * Format: password
             * @description At least twelve characters; for the account to be made.
             */
            password?: string | null;
        };
        /** @description Where an accepted invitation led. */
        AcceptedInvitation: {
            /** @description The new membership. */
            member: string;
            /** @description Its name. */
            name: string;
            /** @description The organization. */
            organization: string;
        };
        /** @description Whether, and why. */
        AccessAnswer: {
            /** @description The action that was asked about. */
            action: string;
            /** @description It may. */
            allowed: boolean;
            /** @description The grants that allow it. */
            because: components["schemas"]["Because"][] | null;
            /** @description What would allow it, least extra authority first. */
            fixes: components["schemas"]["Fix"][];
            /** @description What was missing. */
            missing: components["schemas"]["Missing"] | null;
        };
        /** @description The answers, in the order of the questions. */
        AccessAnswers: {
            /** @description One for each question. */
            results: components["schemas"]["AccessAnswer"][];
        };
        /** @description Gives what was asked for. */
        AccessApproval: {
            /** @description A word to who asked. */
            answer?: string | null;
            /**
             * @description Give this role, at the narrowest scope that does; without it exactly the action is given, and the sight of the
             *     thing.
             */
            role?: string | null;
            /**
             * Format: uint64
             * @description Another time than was asked for.
             */
            seconds?: number | null;
        };
        /** @description Asks what a principal may do. */
        AccessCheck: {
            /** @description What, at most 100 at once. */
            checks: components["schemas"]["AccessQuestion"][];
            /** @description Who. */
            principal: components["schemas"]["PrincipalReference"];
        };
        /** @description What a change would do to members and service tokens, on things that the asker may see. */
        AccessConsequences: {
            /**
             * Format: uint64
             * @description How many members and service tokens it touches.
             */
            affected: number;
            /**
             * Format: uint64
             * @description How many cells (an action on a thing) would be gained in all.
             */
            gained: number;
            /**
             * Format: uint64
             * @description How many would be lost.
             */
            lost: number;
            /** @description Who gains or loses what where: the first 200, by who and where. */
            members: components["schemas"]["Consequence"][];
            /** @description Why the asker could not make the change; null when it could. */
            refused: components["schemas"]["Refused"] | null;
            /**
             * Format: uint64
             * @description How many there are in all.
             */
            total: number;
        };
        /** @description Asks why a principal may or may not do something. */
        AccessExplain: {
            /** @description `projects.update` */
            action: string;
            /** @description On this database. */
            database?: string | null;
            /** @description On this instance. */
            instance?: string | null;
            /** @description Who. */
            principal: components["schemas"]["PrincipalReference"];
            /** @description On this project. */
            project?: string | null;
        };
        /** @description Why, or why not, in full. */
        AccessExplanation: {
            /** @description The action that was asked about. */
            action: string;
            /** @description It may. */
            allowed: boolean;
            /** @description What the action lets one do, to follow "may". */
            description: string;
            /** @description What would allow it, least extra authority first. */
            fixes: components["schemas"]["AccessFix"][];
            /** @description Every grant that was looked at, those that allow it first. */
            grants: components["schemas"]["GrantVerdict"][];
            /** @description What stands in the way whatever is granted. */
            obstacle: string | null;
            /** @description The thing and what it is in, outermost first; empty where there is no such thing. */
            path: components["schemas"]["Place"][];
            /** @description Who it is about; null where there is nobody of that id. */
            principal: components["schemas"]["Holder"] | null;
            /** @description The answer in one sentence. */
            sentence: string;
        };
        /** @description A change that would allow an action, and what else it would. */
        AccessFix: {
            /** @description The request that makes the change; null where there is none to send. */
            apply: components["schemas"]["Apply"] | null;
            /** @description The asker may make this change. */
            can_apply: boolean;
            /**
             * Format: uint64
             * @description How many cells (an action on a thing) it would give, the one asked about included.
             */
            extra: number;
            /** @description What it would give, of things that the asker may see; at most 100 things. */
            gives: components["schemas"]["Gain"][];
            /** @description Why the asker may not. */
            refused: components["schemas"]["Refused"] | null;
            /** @description A sentence. */
            sentence: string;
            /** @description The request that gives the role which `apply` makes: a role whose id is null in its body. Null where one is enough. */
            then: components["schemas"]["Apply"] | null;
        };
        /** @description What members may do in which projects, of those that the asker may see. */
        AccessMatrix: {
            /** @description A page of members, in order of their names. */
            items: components["schemas"]["MatrixRow"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /** @description The projects that the rows speak of. */
            projects: components["schemas"]["Named"][];
            /**
             * Format: uint64
             * @description How many members there are in all.
             */
            total: number;
        };
        /** @description One question: the action, on the innermost thing named; on the organization where none is. */
        AccessQuestion: {
            /** @description `projects.update` */
            action: string;
            /** @description On this database. */
            database?: string | null;
            /** @description On this instance. */
            instance?: string | null;
            /** @description On this project. */
            project?: string | null;
        };
        /** @description Refuses what was asked for. */
        AccessRefusal: {
            /** @description Why. */
            answer?: string | null;
        };
        /** @description An object and the actions that the caller holds on it. */
        AccessRequest: {
            /** @description The action: `projects.update`. */
            action: string;
            /** @description A word to who asked. */
            answer: string | null;
            /** @description Who asks. */
            asker: components["schemas"]["Named"];
            /** @description Actions that the caller holds on it: `["projects.view", "projects.update"]`. */
            can: string[];
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description On this database. */
            database: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            decided_at: string | null;
            /** @description Who decided: the account of a person, or a service token. */
            decided_by: string | null;
            /** @description Who decided. */
            decider: string | null;
            /** @description Of the caller's own that wait, who sees and may decide them: the first five, for who may see members. */
            deciders: components["schemas"]["Named"][];
            /**
             * Format: uint64
             * @description How many they are in all.
             */
            deciders_total: number;
            /** @description What the action lets one do, to follow "may". */
            description: string;
            /**
             * Format: date-time
             * @description Nobody can decide it from then on.
             */
            expires_at: string;
            /** @description What the approval gave. */
            grant: string | null;
            /**
             * Format: date-time
             * @description The grant that an approval made ends then.
             */
            granted_until: string | null;
            /** @description Its id. */
            id: string;
            /** @description On this instance. */
            instance: string | null;
            /** @description Who asks. */
            member: string;
            /** @description The caller asked for it. */
            own: boolean;
            /** @description On what: the thing, and what it is in, outermost first. */
            path: components["schemas"]["Place"][];
            /** @description On this project. */
            project: string | null;
            /** @description What it is needed for. */
            reason: string;
            /**
             * Format: uint64
             * @description For how long, from the approval on.
             */
            seconds: number;
            /** @description What became of it. */
            state: components["schemas"]["RequestState"];
            /**
             * Format: uint64
             * @description Counts changes.
             */
            version: number;
        };
        /** @description One page of a list. */
        AccessRequestList: {
            /** @description The page. */
            items: components["schemas"]["AccessRequest"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description Asks what a change would do. Nothing is saved. */
        AccessSimulation: {
            /** @description The change. */
            change: components["schemas"]["SimulatedChange"];
        };
        /** @description Asks who may do something. */
        AccessWhoCan: {
            /** @description `projects.update` */
            action: string;
            /** @description On this database. */
            database?: string | null;
            /** @description On this instance. */
            instance?: string | null;
            /** @description On this project. */
            project?: string | null;
        };
        /** @description A person's account. */
        Account: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description What others see. */
            display_name: string;
            /**
             * Format: email
             * @description The address it signs in with.
             */
            email: string;
            /** @description Its id. */
            id: string;
            /** @description Runs the server; holds no action inside any organization for it. */
            is_operator: boolean;
            /** @description The address was proven. */
            is_verified: boolean;
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description Changes the account. */
        AccountChange: {
            /** @description What others see. */
            display_name: string;
        };
        /** @description One action of the access model. */
        Action: {
            /** @description The area that holds it; null where no area does. */
            area: string | null;
            /** @description What it allows. */
            description: string;
            /** @description The lowest level of the area that holds it. */
            level: string | null;
            /** @description Its name: `projects.view`. */
            name: string;
            /** @description It changes nothing. */
            reads: boolean;
            /** @description The kind of thing it is judged on: `organization`, `project`, `instance`, `database`. */
            target: string;
        };
        /** @description An action that is not what it was. */
        ActionDifference: {
            /** @description What changed in it: `roles`, `as`, `tables`, `input`, `run`. */
            changes: components["schemas"]["PermissionChange"][];
            /** @description Of all its changes together. */
            effect: components["schemas"]["PolicyEffect"];
            /** @description What became of it. */
            kind: components["schemas"]["ChangeKind"];
            /** @description Its name. */
            name: string;
        };
        /** @description One page of a list. */
        ActionList: {
            /** @description The page. */
            items: components["schemas"]["Action"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description Who acted. */
        ActorKind: "account" | "service_token" | "system" | "anonymous";
        /** @description One grant that makes somebody an administrator of a database. */
        AdministratorSource: {
            /**
             * Format: date-time
             * @description It gives nothing from then on.
             */
            expires_at: string | null;
            /** @description The grant. */
            grant: string;
            /** @description What it was given for: `database`, `projects` or `organization`. */
            reach: string;
            /** @description The team that was given it; null when it was given directly. */
            team: components["schemas"]["TeamReference"] | null;
        };
        /** @description Somebody who may, and through what. */
        AllowedHolder: {
            /** @description The grants that allow it. */
            because: components["schemas"]["Because"][];
            /** @description A member's address. */
            email: string | null;
            /**
             * @description Asked about `data.view`: they may put another policy in force there (`policy.deploy`) as well, so that every row is
             *     open to them, whatever the policy of today shows.
             */
            every_row: boolean;
            /** @description Its id. */
            id: string;
            /** @description `member`, `team`, `service_token` or `personal_token`. */
            kind: string;
            /** @description What people call it; a personal access token is known by its owner. */
            name: string;
            /** @description The member that a personal access token belongs to. */
            owner: string | null;
        };
        /** @description One page of a list. */
        AllowedHolderList: {
            /** @description The page. */
            items: components["schemas"]["AllowedHolder"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description An application user whom the instance let in. Written down every few seconds. */
        ApplicationUser: {
            /**
             * Format: date-time
             * @description The first request.
             */
            first_seen_at: string;
            /**
             * Format: date-time
             * @description The last request.
             */
            last_seen_at: string;
            /**
             * Format: uint64
             * @description How many requests.
             */
            requests: number;
            /** @description All tokens of this subject are revoked, or those issued before an instant. */
            revoked: boolean;
            /** @description The roles at the last request, those of the session query too. */
            roles: string[];
            /** @description The token's `sub`. */
            subject: string;
        };
        /** @description How many users an instance has seen. */
        ApplicationUserCount: {
            /** @description By role, the most frequent first; a user with two roles counts twice. */
            roles: components["schemas"]["RoleCount"][];
            /**
             * Format: uint64
             * @description In all.
             */
            users: number;
        };
        /** @description One page of a list. */
        ApplicationUserList: {
            /** @description The page. */
            items: components["schemas"]["ApplicationUser"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description A request of this API, ready to be sent. */
        Apply: {
            /** @description Its body; what is null in it is for the asker to fill in. */
            body: unknown;
            /** @description The operation: `member_role_update`. */
            operation: string;
            /** @description The values of the braces of its path. */
            path: {
                [key: string]: string;
            };
        };
        /** @description One area of the custom-role builder. */
        Area: {
            /** @description What it is about. */
            about: string;
            /** @description As in a role's permissions: `instance_logs`. */
            area: string;
            /** @description The levels that it offers, lowest first. */
            levels: components["schemas"]["AreaLevel"][];
            /** @description The area that must be held at View at least. */
            parent: string | null;
            /** @description Where it applies: `project`, within the role's scope, or `organization`, everywhere. */
            scope: string;
            /** @description What people call it. */
            title: string;
        };
        /** @description A level of an area. */
        AreaLevel: {
            /** @description Every action that it holds, those of lower levels included. */
            actions: string[];
            /** @description What it adds to the level below, each to follow "may". */
            adds: string[];
            /** @description `view`, `deploy` or `manage` */
            level: string;
            /** @description Only for a role of all projects, all instances and production. */
            needs_everything: boolean;
            /** @description What people call it. */
            title: string;
        };
        /** @description One page of a list. */
        AreaList: {
            /** @description The page. */
            items: components["schemas"]["Area"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description Where an assigned role counts. */
        AssignedScope: {
            /**
             * @description On production too.
             * @default true
             */
            production?: boolean;
            /** @description `"all"` (also future ones) or a list of ids. */
            projects?: "all" | string[];
        };
        /** @description One act, linked to the one before it. */
        AuditEntry: {
            /** @description What was done: an operation's noun and verb, `projects.create`. */
            action: string;
            /** @description Who, by id: the account, the token; absent for the system and for strangers. */
            actor: string | null;
            /** @description Who, by kind. */
            actor_kind: components["schemas"]["ActorKind"];
            /** @description Who, as people know them; erased with the account. */
            actor_name: string | null;
            /** @description Where the request came from; erased with the account. */
            address: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description The session or token that was used. */
            credential: string | null;
            /** @description What changed, as a JSON object in text; free of secrets. */
            detail: string;
            /** @description SHA-256 of this entry and the one before it, in hexadecimal. */
            hash: string;
            /** @description Its id. */
            id: string;
            /** @description Whose log it is in; the server's own when absent. */
            organization: string | null;
            /** @description How it ended. */
            outcome: components["schemas"]["AuditOutcome"];
            /** @description The request it was part of. */
            request: string;
            /**
             * Format: uint64
             * @description Its place in the chain: 1, 2, 3 … without gaps. Absent for whoever sees a part of the log: gaps would count the rest.
             */
            sequence: number | null;
            /** @description The thing, by id. */
            target: string | null;
            /** @description The kind of thing it was done to: `project`. */
            target_kind: string;
            /** @description The thing, as people know it; erased with the account when it is one. */
            target_name: string | null;
        };
        /** @description One page of a list. */
        AuditEntryList: {
            /** @description The page. */
            items: components["schemas"]["AuditEntry"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description A person to be erased from the log: at least one of the two. */
        AuditErase: {
            /**
             * @description An account that is or was a member.
             * @default null
             */
            account?: string | null;
            /**
             * Format: email
             * @description An address, of somebody who was invited and never came, or who had another once.
             * @default null
             */
            email?: string | null;
        };
        /** @description What was erased. */
        AuditErased: {
            /**
             * Format: uint64
             * @description In how many places: each entry has what is personal of whoever acted, and of what it was done to.
             */
            erased: number;
        };
        /** @description How an act ended. */
        AuditOutcome: "ok" | "denied";
        /** @description Whether a log is what was written. */
        AuditVerification: {
            /**
             * Format: uint64
             * @description How many entries the log has ever had: the sequence of the last.
             */
            entries: number | null;
            /**
             * Format: uint64
             * @description In how many places personal data was erased, as the log itself says.
             */
            erased: number | null;
            /**
             * Format: uint64
             * @description The first entry that is there: 1, unless the beginning was pruned.
             */
            first: number | null;
            /** @description The hash of the last. Kept elsewhere, it shows later that the log was not written anew. */
            head: string | null;
            /** @description Every entry is there, none was changed, and the log ends where it should. */
            holds: boolean;
            /** @description What is wrong, in a sentence. */
            problem: string | null;
        };
        /** @description A grant that allows an action. */
        Because: {
            /**
             * Format: date-time
             * @description It gives nothing from then on.
             */
            expires_at: string | null;
            /** @description The grant. */
            grant: string | null;
            /** @description The role it gives, where it gives one. */
            role: components["schemas"]["RoleReference"] | null;
            /** @description All of it in one sentence. */
            sentence: string;
            /** @description The team it came through. */
            team: components["schemas"]["Named"] | null;
        };
        /** @description An object and the actions that the caller holds on it. */
        Branch: {
            /** @description Actions that the caller holds on it: `["projects.view", "projects.update"]`. */
            can: string[];
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description The database it is a copy of. */
            database: string;
            /** @description What is used when no branch is named. */
            default: boolean;
            /** @description Its id; its file is named after it. */
            id: string;
            /** @description Unique in the database. */
            name: string;
            /** @description Whose it is. */
            organization: string;
            /** @description The branch it was copied from, while that exists. */
            parent: string | null;
            /** @description Guarded as production. */
            production: boolean;
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description Changes a branch. */
        BranchChange: {
            /** @description Unique in the database. */
            name: string;
        };
        /** @description One page of a list. */
        BranchList: {
            /** @description The page. */
            items: components["schemas"]["Branch"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description A rule of the policy that a written row broke. */
        BrokenRule: {
            /** @description The column that it is about; null where it is about none alone. */
            column: string | null;
            /** @description What it asks for, as SQL for people; null where several were looked at together. */
            condition: string | null;
            /** @description `validate` or `check`. */
            part: string;
            /** @description The slug of the permission that it is in. */
            permission: string;
        };
        /** @description How a call of an action ended. */
        CallOutcome: "accepted" | "refused" | "late" | "forbidden" | "unreachable";
        /** @description What became of a permission, an action or a test. */
        ChangeKind: "added" | "removed" | "changed";
        /** @description An object and the actions that the caller holds on it. */
        ClientAuth: {
            /** @description Who sends no token may in. */
            anonymous: boolean;
            /** @description Of which a token must name one. */
            audiences: string[];
            /** @description Actions that the caller holds on it: `["projects.view", "projects.update"]`. */
            can: string[];
            /** @description Tokens may be minted for development. */
            development_tokens: boolean;
            /** @description The names of the shared secrets. */
            hs256: components["schemas"]["SharedSecretName"][];
            /** @description Of which a token's `iss` must be one; any issuer when empty. */
            issuers: string[];
            /** @description A JSON Web Key Set. */
            jwks: unknown;
            /** @description Where key sets are fetched from. */
            jwks_uri: string[];
            /** @description Whose keys an address of `jwks_uri` has, by the address, where that is named. */
            key_issuers: {
                [key: string]: string;
            };
            /**
             * Format: uint16
             * @description How far clocks may be apart.
             */
            leeway_seconds: number;
            /** @description Whose pages may ask the data API from a browser (CORS). */
            origins: string[];
            /** @description The claim that holds the roles. */
            roles_claim: string;
            /** @description What the instance's own database is asked about its users. */
            session: components["schemas"]["SessionQuery"] | null;
            /** @description A Supabase project whose users come in. */
            supabase: components["schemas"]["Supabase"] | null;
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
            /** @description What is worth a second thought, as sentences. */
            warnings: string[];
        };
        /** @description Replaces the client auth of an instance. */
        ClientAuthChange: {
            /**
             * @description Who sends no token may in, with the role `anonymous`.
             * @default false
             */
            anonymous?: boolean;
            /**
             * @description Of which a token must name one; the instance URL counts always.
             * @default []
             */
            audiences?: string[];
            /**
             * @description Tokens may be minted for development; never in production.
             * @default false
             */
            development_tokens?: boolean;
            /** @description Shared secrets. */
            hs256?: components["schemas"]["SharedSecret"][];
            /**
             * @description Of which a token's `iss` must be one; any issuer when empty.
             * @default []
             */
            issuers?: string[];
            /** @description A JSON Web Key Set. */
            jwks?: unknown;
            /**
             * @description Where key sets are fetched from: `https`, or this machine where the operator allows it. At most ten.
             * @default []
             */
            jwks_uri?: string[];
            /**
             * @description Whose keys an address of `jwks_uri` has, by the address: needed where there are several issuers and the address does not
             *     begin with that of its issuer.
             * @default {}
             */
            key_issuers?: {
                [key: string]: string;
            };
            /**
             * Format: uint16
             * @description How far the clocks of an issuer and of this server may be apart, 0 to 300; 5 when left out.
             */
            leeway_seconds?: number | null;
            /**
             * @description Whose pages may ask the data API from a browser (CORS): exact origins such as `https://app.example.com`, at most 50. None
             *     when left out.
             * @default []
             */
            origins?: string[];
            /** @description The claim that holds the roles; `roles` when left out. */
            roles_claim?: string | null;
            /** @description What the instance's own database is asked about whoever comes in with a token. */
            session?: components["schemas"]["SessionQuery"] | null;
            /** @description A Supabase project whose users come in. */
            supabase?: components["schemas"]["SupabaseChange"] | null;
        };
        /** @description What is granted of a column. */
        ColumnExplanation: {
            /** @description The permissions that grant it. */
            by: string[];
            /** @description How much. */
            granted: components["schemas"]["ColumnExtent"];
            /** @description Why, in a sentence. */
            reason: string;
        };
        /** @description How much of a column is granted. */
        ColumnExtent: "yes" | "in_some_rows" | "in_part" | "no";
        /** @description A column. */
        ColumnSchema: {
            /** @description The constant that an insert without it stores; null where there is none or it is computed. */
            default: string | null;
            /** @description Computed by the database: never written. */
            generated: boolean;
            /** @description An insert may leave it out. */
            has_default: boolean;
            /** @description Exact name. */
            name: string;
            /** @description The type as the engine spells it: `numeric(10,2)`. */
            native_type: string;
            /** @description May hold null. */
            nullable: boolean;
            /** @description What its values are: `integer`, `text`, `timestamp`. */
            type: string;
        };
        /** @description One side of a comparison. */
        ComparedRole: {
            /** @description Actions that it gives and the other does not. */
            only: string[];
            /** @description Levels of areas. */
            permissions: components["schemas"]["Permission"][];
            /** @description Which role. */
            role: components["schemas"]["RoleReference"];
            /** @description Where. */
            scope: components["schemas"]["RoleScope"];
            /** @description What it gives, in sentences. */
            sentences: string[];
        };
        /** @description An object and the actions that the caller holds on it. */
        Connection: {
            /** @description The names of database and branch, where it leads to one: `shop / main`. */
            branch_name: string | null;
            /** @description Actions that the caller holds on it: `["projects.view", "projects.update"]`. */
            can: string[];
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Its id. */
            id: string;
            /** @description The instance it belongs to. */
            instance: string;
            /** @description What the policy calls it. */
            name: string;
            /** @description Whose it is. */
            organization: string;
            /** @description Where it leads. */
            target: components["schemas"]["ConnectionTarget"];
            /** @description How it is protected, where it leads to a server. */
            tls: components["schemas"]["TlsMode"] | null;
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /**
         * @description Changes a connection; what is left out stays. At most one of `url`, `fields`, `branch`; a password that is left
         *     out of `fields` stays only while engine, host, port and user stay too.
         */
        ConnectionChange: {
            /** @description A branch of a database of the same project. */
            branch?: string | null;
            /** @description The parts of a URL. */
            fields?: components["schemas"]["ConnectionFields"] | null;
            /** @description What the policy calls it. */
            name?: string | null;
            /** @description How the connection is protected. */
            tls?: components["schemas"]["Tls"] | null;
            /**
             * Format: password
             * @description `sqlite:shop.sqlite`, `postgres://…` or `mysql://…`.
             */
            url?: string | null;
        };
        /** @description The parts of a URL, for people who have them one by one. */
        ConnectionFields: {
            /** @description The database on it; for SQLite the file. */
            database: string;
            /** @description What the server is. */
            engine: components["schemas"]["DatabaseEngine"];
            /** @description Its name or address; for SQLite nothing. */
            host?: string | null;
            /**
             * Format: password
             * @description Its password.
             */
            password?: string | null;
            /**
             * Format: uint16
             * @description 5432 or 3306 when left out.
             */
            port?: number | null;
            /** @description Who connects. */
            user?: string | null;
        };
        /** @description How a connection is. */
        ConnectionHealth: {
            /** @description It answers now. */
            answers: boolean;
            /** @description What it runs on. */
            engine: components["schemas"]["DatabaseEngine"];
            /** @description What went wrong last that was the database's doing. */
            last_error: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            last_error_at: string | null;
            /** @description Its name. */
            name: string;
            /** @description How its pool is used. */
            pool: components["schemas"]["PoolUsage"];
            /** @description Why it does not. */
            problem: string | null;
        };
        /** @description One page of a list. */
        ConnectionList: {
            /** @description The page. */
            items: components["schemas"]["Connection"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description The schema of one connection. */
        ConnectionSchema: {
            /** @description The namespace that needs no naming: `main`, `public`, the database's name. */
            default_namespace: string;
            /** @description What it runs on. */
            engine: components["schemas"]["DatabaseEngine"];
            /** @description The connection's name. */
            name: string;
            /** @description Why nothing is known, where nothing is. */
            problem: string | null;
            /**
             * Format: date-time
             * @description When it was read.
             */
            read_at: string | null;
            /** @description Tables and views in order of name. */
            tables: components["schemas"]["TableSchema"][];
        };
        /** @description One step of a test. */
        ConnectionStage: {
            /** @description A sentence, where there is something to say. */
            message: string | null;
            /**
             * Format: uint64
             * @description How long it took.
             */
            milliseconds: number;
            /** @description `reachable`, `tls`, `authenticated` or `permitted`. */
            name: string;
            /** @description How it went. */
            outcome: components["schemas"]["StageOutcome"];
        };
        /** @description Where a connection leads, without secrets. */
        ConnectionTarget: {
            /** @description The branch. */
            branch: string;
            /** @description The database. */
            database: string;
            /** @constant */
            kind: "branch";
        } | {
            /** @description The address without password or other secret: `postgres://reader@db.example.com:5432/shop`. */
            address: string;
            /** @description What it runs on. */
            engine: components["schemas"]["DatabaseEngine"];
            /** @constant */
            kind: "url";
        };
        /** @description What a connection was asked, step by step; the first that fails ends it. */
        ConnectionTest: {
            /** @description Every step passed. */
            passed: boolean;
            /** @description In order: `reachable`, `tls`, `authenticated`, `permitted`. */
            stages: components["schemas"]["ConnectionStage"][];
        };
        /** @description What one member or service token would gain and lose on one thing. */
        Consequence: {
            /** @description Actions gained. */
            gained: string[];
            /** @description Actions lost. */
            lost: string[];
            /** @description Who. */
            member: components["schemas"]["Holder"];
            /** @description The project that the thing is, or is in. */
            project: components["schemas"]["Named"] | null;
            /** @description The thing. */
            resource: components["schemas"]["Place"];
        };
        /** @description An object and the actions that the caller holds on it. */
        Database: {
            /**
             * Format: uint64
             * @description How many branches it has; 0 for whoever may not see them.
             */
            branch_count: number;
            /** @description Actions that the caller holds on it: `["projects.view", "projects.update"]`. */
            can: string[];
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description What it runs on. */
            engine: components["schemas"]["DatabaseEngine"];
            /** @description Its id. */
            id: string;
            /** @description Unique in the organization. */
            name: string;
            /** @description Whose it is. */
            organization: string;
            /** @description The project it belongs to. */
            project: string;
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description An object of which the caller may do some things and not others, and why not. */
        DatabaseAdministrator: {
            /** @description What the caller may do to this very object: `["teams.view", "teams.update"]`. */
            can: string[];
            /**
             * @description What the caller may do to others of its kind but not to this one, and why in a sentence: because somebody who is
             *     touched by it holds more than the caller.
             */
            cannot: {
                [key: string]: string;
            };
            /** @description It was made administrator of this very database, itself and not through a team. */
            direct: boolean;
            /** @description The member; null for a service token. */
            member: components["schemas"]["MemberReference"] | null;
            /** @description The service token; null for a member. */
            service_token: components["schemas"]["ServiceTokenReference"] | null;
            /** @description Every grant that makes it one. */
            sources: components["schemas"]["AdministratorSource"][];
        };
        /** @description One page of a list. */
        DatabaseAdministratorList: {
            /** @description The page. */
            items: components["schemas"]["DatabaseAdministrator"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description Changes a database. */
        DatabaseChange: {
            /** @description Unique in the organization. */
            name: string;
        };
        /** @description The kinds of database. MariaDB counts as MySQL. */
        DatabaseEngine: "sqlite" | "postgres" | "mysql";
        /** @description One page of a list. */
        DatabaseList: {
            /** @description The page. */
            items: components["schemas"]["Database"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description What is done to a table. */
        DataOperation: "select" | "insert" | "update" | "delete";
        /** @description A request of an application user that was refused. */
        DataRefusal: {
            /** @description The code that the client was told. */
            code: string;
            /** @description What more it was told. */
            details: string | null;
            /**
             * @description Why, as things are now; null where it is not about a table that there is, or where the user's claims were too
             *     large to be kept.
             */
            explanation: components["schemas"]["PolicyExplanation"] | null;
            /** @description The instance that refused it. */
            instance: string;
            /** @description What the client was told. */
            message: string;
            /** @description `GET`. */
            method: string;
            /** @description The project of the instance. */
            project: string;
            /** @description The user's roles. */
            roles: string[];
            /** @description The rule of the policy that a written row broke; null where it was refused for something else. */
            rule: components["schemas"]["BrokenRule"] | null;
            /**
             * Format: uint64
             * @description The HTTP status.
             */
            status: number;
            /** @description `connection.table`, as it was typed. */
            table: string | null;
            /** @description `$user.id`; null without an accepted token. */
            user: string | null;
        };
        /** @description A development token. */
        DevelopmentToken: {
            /**
             * Format: date-time
             * @description It ends then.
             */
            expires_at: string;
            /** @description For `Authorization: Bearer`. */
            token: string;
        };
        /** @description A sign-in that has begun; RFC 8628 §3.2. */
        DeviceAuthorization: {
            /** @description The program's secret, for fetching the token. */
            device_code: string;
            /**
             * Format: uint64
             * @description Seconds until it is over.
             */
            expires_in: number;
            /**
             * Format: uint64
             * @description Seconds between two questions for the token.
             */
            interval: number;
            /** @description What the person types: `WDJB-MJHT`. */
            user_code: string;
            /** @description Where the person types it. */
            verification_uri: string;
            /** @description The same with the code in it. */
            verification_uri_complete: string;
        };
        /** @description Begins a sign-in; RFC 8628 §3.1. What is not named here is ignored, as RFC 6749 asks. */
        DeviceAuthorizationRequest: {
            /** @description What the program calls itself: the name of its token. */
            client_id: string;
        };
        /** @description A program that waits for a person's yes. */
        DeviceSignIn: {
            /** @description Where it asked from. */
            address: string | null;
            /** @description What the program calls itself; nobody proved it. */
            client: string;
            /**
             * Format: date-time
             * @description When it asked.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description It is over then.
             */
            expires_at: string;
            /**
             * Format: uint64
             * @description How many days its token will last.
             */
            token_days: number;
        };
        /** @description The token; RFC 6749 §5.1. */
        DeviceToken: {
            /** @description A personal access token, shown once. */
            access_token: string;
            /**
             * Format: uint64
             * @description Seconds until it ends.
             */
            expires_in: number;
            /** @description `Bearer` */
            token_type: string;
        };
        /** @description Asks for the token; RFC 8628 §3.4. */
        DeviceTokenRequest: {
            /** @description What the program called itself. */
            client_id?: string | null;
            /**
             * Format: password
             * @description The program's secret.
             */
            device_code?: string | null;
            /** @description `urn:ietf:params:oauth:grant-type:device_code` */
            grant_type: string;
        };
        /** @description Every error of this API. */
        ErrorAnswer: {
            /** @description What went wrong. */
            error: components["schemas"]["ErrorDetail"];
        };
        /** @description What went wrong, for programs and for people. */
        ErrorDetail: {
            /** @description The action that was missing. */
            action: string | null;
            /** @description A stable word: `unknown_field`. */
            code: string;
            /** @description What to do about it. */
            hint: string | null;
            /** @description A sentence. */
            message: string;
            /** @description The request, as the server's log names it. */
            request_id: string;
        };
        /** @description Makes the first account, an operator, and its organization. */
        FirstRun: {
            /**
             * Format: password
             * @description The one-time code that the server printed.
             */
            code: string;
            /** @description What others see. */
            display_name: string;
            /**
             * Format: email
             * @description The address to sign in with.
             */
            email: string;
            /** @description The name of the organization. */
            organization: string;
            /**
             * Format: password
             * @description At least twelve characters.
             */
            password: string;
        };
        /** @description What a page must know before anyone has signed in. */
        FirstRunStatus: {
            /** @description There is no account yet: the one-time code on the terminal makes the first. */
            is_needed: boolean;
            /** @description Who may make an account. */
            sign_up: components["schemas"]["SignUpMode"];
            /** @description The version of the server. */
            version: string;
        };
        /** @description A change that would allow an action. */
        Fix: {
            /**
             * Format: uint64
             * @description How many further actions it would give on how many things, multiplied.
             */
            extra: number;
            /** @description The role to give, where it is one. */
            role: string | null;
            /** @description A sentence. */
            sentence: string;
        };
        /** @description A foreign key. */
        ForeignKeySchema: {
            /** @description The columns that refer. */
            columns: string[];
            /** @description Its name. */
            name: string;
            /** @description The columns referred to, in the same order. */
            references_columns: string[];
            /** @description The namespace referred to. */
            references_namespace: string;
            /** @description The table referred to. */
            references_table: string;
        };
        /** @description Actions on one thing. */
        Gain: {
            /** @description The actions. */
            actions: string[];
            /** @description The thing. */
            place: components["schemas"]["Place"];
        };
        /** @description A grant as it is shown. */
        Grant: {
            /** @description The single actions that it gives; null where it gives a role. */
            actions: string[] | null;
            /**
             * Format: date-time
             * @description It gives nothing from then on.
             */
            expires_at: string | null;
            /** @description Its id. */
            id: string;
            /** @description The role that it gives; null where it gives single actions. */
            role: components["schemas"]["RoleReference"] | null;
            /** @description Where. */
            scope: components["schemas"]["GrantScope"];
            /** @description Where it counts in all, the role's own scope heeded: `the project Tracker, without production`. */
            scope_in_words: string;
        };
        /** @description Actions that tokens are often given together. */
        GrantPreset: {
            /** @description Everything that it gives where it is granted for the whole organization with production. */
            actions: string[];
            /** @description What it is for. */
            description: string;
            /** @description As in a new grant: `read_only`. */
            name: string;
            /** @description What people read. */
            title: string;
        };
        /** @description One page of a list. */
        GrantPresetList: {
            /** @description The page. */
            items: components["schemas"]["GrantPreset"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description Where a grant counts: one database, one instance, some projects, or the whole organization. */
        GrantScope: {
            /** @description The one database that it is for. */
            database: string | null;
            /** @description The one instance that it is for. */
            instance: string | null;
            /** @description On production too. */
            production: boolean;
            /** @description `"all"` or a list of ids; null where it is for one database or one instance. */
            projects: (string | string[]) | null;
        };
        /** @description What one grant says. */
        GrantVerdict: {
            /** @description The single actions that it gives; empty where it gives a role. */
            actions: string[];
            /**
             * Format: date-time
             * @description It gives nothing from then on.
             */
            expires_at: string | null;
            /** @description The grant. */
            grant: string;
            /** @description What it gives has the action. */
            has_action: boolean;
            /** @description It has not ended. */
            in_time: boolean;
            /** @description It counts for the action there. */
            reaches: boolean;
            /** @description The verdict in words. */
            reason: string;
            /** @description The role it gives; null where it gives single actions. */
            role: components["schemas"]["RoleReference"] | null;
            /** @description Where it counts, in words: the grant's own scope, narrowed by its role's. */
            scope: string;
            /** @description The team it came through. */
            team: components["schemas"]["Named"] | null;
            /** @description `granted`, `outside_scope`, `production_left_out`, `lacks_action`, `expired` or `no_such_role`. */
            verdict: string;
        };
        /** @description Somebody who may hold authority. */
        Holder: {
            /** @description A member's address. */
            email: string | null;
            /** @description Its id. */
            id: string;
            /** @description `member`, `team`, `service_token` or `personal_token`. */
            kind: string;
            /** @description What people call it; a personal access token is known by its owner. */
            name: string;
            /** @description The member that a personal access token belongs to. */
            owner: string | null;
        };
        /** @description A row that would be granted otherwise: its key, and names of columns. No other value is told. */
        ImpactSample: {
            /** @description Columns that come. */
            gained: string[];
            /** @description Its key. */
            key: {
                [key: string]: unknown;
            };
            /** @description Columns that go. */
            lost: string[];
            /** @description True where the row comes, false where it goes, null where only cells do. */
            row_gained: boolean | null;
        };
        /** @description What a token may do in one organization. */
        InspectedOrganization: {
            /** @description What it may do, by place and area; empty when it may do nothing. */
            abilities: components["schemas"]["Ability"][];
            /** @description The organization. */
            id: string;
            /** @description Its name. */
            name: string;
        };
        /** @description An instance and where it answers. */
        Instance: {
            /** @description Actions that the caller holds on it. */
            can: string[];
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When a policy was last deployed to it.
             */
            deployed_at: string | null;
            /** @description Its id. */
            id: string;
            /** @description Its label. */
            name: string;
            /** @description Whose it is. */
            organization: string;
            /** @description Guarded as production. */
            production: boolean;
            /** @description The project it belongs to. */
            project: string;
            /** @description The id of its region; fixed from the first deploy on. */
            region: string;
            /** @description The version of the data service it runs. */
            service_version: string;
            /** @description Where it is in its life. */
            state: components["schemas"]["InstanceState"];
            /** @description Why it failed. */
            state_reason: string | null;
            /**
             * Format: date-time
             * @description Since when.
             */
            state_since: string;
            /** @description The instance URL: the data API is `/rest/v1` below it. */
            url: string;
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description Changes an instance; what is left out stays. */
        InstanceChange: {
            /** @description Its label. */
            name?: string | null;
            /** @description Guarded as production. */
            production?: boolean | null;
            /** @description The id of its region; fixed from the first deploy on. */
            region?: string | null;
        };
        /** @description How an instance is, on the node that answers. */
        InstanceHealth: {
            /** @description Its connections, in order of name. */
            connections: components["schemas"]["ConnectionHealth"][];
            /** @description The last deploys, newest first. */
            deploys: components["schemas"]["PolicyVersionSummary"][];
            /** @description Every connection answers. */
            healthy: boolean;
            /**
             * Format: uint64
             * @description The version that the next request is judged by; null where there is none.
             */
            policy_version: number | null;
            /** @description The last minute. */
            rates: components["schemas"]["RequestRates"];
            /** @description Whether it answers at all. */
            state: components["schemas"]["InstanceState"];
            /** @description Since the instance was started on this node. */
            totals: components["schemas"]["RequestTotals"];
            /** @description What was saved and does not work: client auth whose keys let nobody in. */
            warnings: string[];
        };
        /** @description One page of a list. */
        InstanceList: {
            /** @description The page. */
            items: components["schemas"]["Instance"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description One request of an application user. No row, no filter and no value is kept. */
        InstanceRequest: {
            /**
             * Format: date-time
             * @description When it came in.
             */
            at: string;
            /** @description The call that an action made after its commit. */
            call: components["schemas"]["InstanceRequestCall"] | null;
            /** @description The code of the refusal. */
            code: string | null;
            /** @description The connection. */
            connection: string | null;
            /**
             * Format: double
             * @description How long it took.
             */
            duration_ms: number;
            /** @description Ask for this refusal to be told why; null where it was none, or is not kept any more. */
            explanation: string | null;
            /** @description `GET`. */
            method: string;
            /** @description What was to be done with it. */
            operation: components["schemas"]["DataOperation"] | null;
            /** @description The permissions that applied; null for who may not see the policy. */
            permissions: string[] | null;
            /** @description Its id, as the client was told. */
            request: string;
            /** @description The user's roles; none to who may not see rows. */
            roles: string[];
            /**
             * Format: uint64
             * @description How many rows were sent or written.
             */
            rows: number | null;
            /**
             * Format: uint64
             * @description Counts the requests of the instance.
             */
            sequence: number;
            /**
             * Format: uint64
             * @description The HTTP status.
             */
            status: number;
            /** @description The table as it was typed. */
            table: string | null;
            /** @description `$user.id`; null without an accepted token, and for who may not see rows. */
            user: string | null;
        };
        /** @description The call that an action made after its commit. */
        InstanceRequestCall: {
            /**
             * Format: double
             * @description How long it took.
             */
            duration_ms: number;
            /** @description The host that was called; null for who may not see the policy. */
            host: string | null;
            /** @description How it ended. */
            outcome: components["schemas"]["CallOutcome"];
            /**
             * Format: uint64
             * @description The HTTP status of its answer, where there was one.
             */
            status: number | null;
        };
        /** @description What was asked of an instance lately, on the node that answers. */
        InstanceRequestList: {
            /** @description The newest first. */
            items: components["schemas"]["InstanceRequest"][];
            /**
             * Format: uint64
             * @description Give it as `after` to be told only what came since.
             */
            latest: number;
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many of those kept were asked for.
             */
            total: number;
        };
        /** @description The schema of every connection of an instance. */
        InstanceSchema: {
            /** @description In order of name. */
            connections: components["schemas"]["ConnectionSchema"][];
        };
        /** @description Where an instance is in its life. */
        InstanceState: "empty" | "running" | "failed" | "deprovisioned";
        /** @description An object of which the caller may do some things and not others, and why not. */
        Invitation: {
            /** @description What the caller may do to this very object: `["teams.view", "teams.update"]`. */
            can: string[];
            /**
             * @description What the caller may do to others of its kind but not to this one, and why in a sentence: because somebody who is
             *     touched by it holds more than the caller.
             */
            cannot: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: email
             * @description Whom it is for.
             */
            email: string;
            /**
             * Format: date-time
             * @description When it was accepted, declined, cancelled or found void.
             */
            ended_at: string | null;
            /**
             * Format: date-time
             * @description It cannot be accepted from then on.
             */
            expires_at: string;
            /** @description Its id; not the secret in the link. */
            id: string;
            /** @description Who sent it last and answers for it. */
            inviter: string;
            /** @description What others see of its inviter; null when the account is gone. */
            inviter_name: string | null;
            /** @description Why it is void. */
            reason: string | null;
            /** @description The roles that whoever accepts it holds for the whole organization. */
            roles: components["schemas"]["RoleReference"][];
            /**
             * Format: date-time
             * @description When it was sent last.
             */
            sent_at: string;
            /** @description Where it is in its life. */
            state: components["schemas"]["InvitationState"];
            /** @description The teams that whoever accepts it is in. */
            teams: components["schemas"]["TeamReference"][];
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description One page of a list. */
        InvitationList: {
            /** @description The page. */
            items: components["schemas"]["Invitation"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description An invitation as the invited person sees it. */
        InvitationLook: {
            /** @description It can be accepted by making an account, where the address has none. */
            can_sign_up: boolean;
            /** @description The address that it is for: in full for whoever is signed in with it, else with its middle left out. */
            email: string;
            /**
             * Format: date-time
             * @description It cannot be accepted from then on.
             */
            expires_at: string;
            /** @description Who invites; null when the account is gone. */
            inviter: string | null;
            /** @description Whether the caller is signed in with that address; null when nobody is signed in. */
            is_for_caller: boolean | null;
            /** @description The organization's name. */
            organization: string;
            /** @description The names of the roles that it gives. */
            roles: string[];
            /** @description The names of the teams that it puts one into. */
            teams: string[];
        };
        /** @description Where an invitation is in its life. */
        InvitationState: "pending" | "accepted" | "declined" | "cancelled" | "expired" | "void";
        /** @description What a member may do in some projects. */
        MatrixCell: {
            /** @description Actions on some of the things in each project. */
            partly: string[];
            /** @description The projects. */
            projects: string[];
            /** @description Actions on each project as a whole and everything in it, present and future. */
            whole: string[];
        };
        /** @description What one member may do. */
        MatrixRow: {
            /**
             * @description Actions in projects; those in which the member may do the same stand together, those in which it may do nothing
             *     are left out.
             */
            cells: components["schemas"]["MatrixCell"][];
            /** @description The member. */
            member: components["schemas"]["Holder"];
            /** @description Actions on the organization as a whole. */
            organization: string[];
        };
        /** @description The caller. */
        Me: {
            /** @description The account. */
            account: components["schemas"]["Account"];
            /** @description Runs the server. */
            is_operator: boolean;
            /** @description The organizations it belongs to (a token limited to one sees that one). */
            organizations: components["schemas"]["MyOrganization"][];
            /** @description The session in use, when it is one. */
            session: string | null;
            /** @description Who may make an account. */
            sign_up: components["schemas"]["SignUpMode"];
        };
        /** @description An object of which the caller may do some things and not others, and why not. */
        Member: {
            /** @description The account. */
            account: string;
            /** @description What the caller may do to this very object: `["teams.view", "teams.update"]`. */
            can: string[];
            /**
             * @description What the caller may do to others of its kind but not to this one, and why in a sentence: because somebody who is
             *     touched by it holds more than the caller.
             */
            cannot: {
                [key: string]: string;
            };
            /** @description The account's name. */
            display_name: string;
            /**
             * Format: email
             * @description The account's address.
             */
            email: string;
            /** @description Its id. */
            id: string;
            /**
             * Format: date-time
             * @description When it began.
             */
            joined_at: string;
            /** @description The roles held for the whole organization. */
            roles: components["schemas"]["RoleReference"][];
            /** @description The roles that it holds for some projects, instances or databases, of which the caller may know one. */
            roles_in_part: components["schemas"]["RoleReference"][];
            /** @description Whether it counts. */
            state: components["schemas"]["MemberState"];
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description Suspends a member, or lets it act again. */
        MemberChange: {
            /** @description `suspended`: it holds nothing until it is `active` again. */
            state: components["schemas"]["MemberState"];
        };
        /** @description What two members have in common and what not. `first` is the one that the path names first. */
        MemberComparison: {
            /** @description Where one may do what the other may not, of the things that the caller may see: the first 500. */
            differences: components["schemas"]["MemberDifference"][];
            /** @description Roles for the whole organization that both hold. */
            roles_of_both: components["schemas"]["RoleReference"][];
            /** @description Roles for the whole organization that only the first holds directly. */
            roles_of_first: components["schemas"]["RoleReference"][];
            /** @description Roles for the whole organization that only the second holds directly. */
            roles_of_second: components["schemas"]["RoleReference"][];
            /** @description Teams that both are in. */
            teams_of_both: components["schemas"]["TeamReference"][];
            /** @description Teams that only the first is in. */
            teams_of_first: components["schemas"]["TeamReference"][];
            /** @description Teams that only the second is in. */
            teams_of_second: components["schemas"]["TeamReference"][];
            /**
             * Format: uint64
             * @description On how many things they differ.
             */
            total: number;
        };
        /** @description Gives a member what another one has. */
        MemberCopy: {
            /** @description The member whose roles, databases and teams replace those of this one. */
            from: string;
        };
        /** @description An object of which the caller may do some things and not others, and why not. */
        MemberDetail: {
            /** @description The account. */
            account: string;
            /** @description What the caller may do to this very object: `["teams.view", "teams.update"]`. */
            can: string[];
            /**
             * @description What the caller may do to others of its kind but not to this one, and why in a sentence: because somebody who is
             *     touched by it holds more than the caller.
             */
            cannot: {
                [key: string]: string;
            };
            /** @description The account's name. */
            display_name: string;
            /**
             * Format: email
             * @description The account's address.
             */
            email: string;
            /** @description What it was given, directly and by its teams, of that which the caller may see. */
            grants: components["schemas"]["MemberGrant"][];
            /** @description Its id. */
            id: string;
            /**
             * Format: date-time
             * @description When it began.
             */
            joined_at: string;
            /** @description The roles held for the whole organization. */
            roles: components["schemas"]["RoleReference"][];
            /** @description The roles that it holds for some projects, instances or databases, of which the caller may know one. */
            roles_in_part: components["schemas"]["RoleReference"][];
            /** @description Whether it counts. */
            state: components["schemas"]["MemberState"];
            /** @description The teams that it is in. */
            teams: components["schemas"]["TeamReference"][];
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description On one thing, what one of two members may do and the other may not. */
        MemberDifference: {
            /** @description The database, where it is one. */
            database: string | null;
            /** @description Actions of the first alone. */
            first: string[];
            /** @description The instance, where it is one. */
            instance: string | null;
            /** @description It is the production branches of the database. */
            production: boolean;
            /** @description The project; null for the organization itself. */
            project: string | null;
            /** @description Actions of the second alone. */
            second: string[];
        };
        /** @description A grant that a member lives by. */
        MemberGrant: {
            /** @description The single actions that it gives; null where it gives a role. */
            actions: string[] | null;
            /**
             * Format: date-time
             * @description It gives nothing from then on.
             */
            expires_at: string | null;
            /** @description Its id. */
            id: string;
            /** @description The request for access whose approval gave it. It goes by that request, not with the member's roles. */
            request: string | null;
            /** @description The role that it gives; null where it gives single actions. */
            role: components["schemas"]["RoleReference"] | null;
            /** @description Where. */
            scope: components["schemas"]["GrantScope"];
            /** @description Where it counts in all, the role's own scope heeded: `the project Tracker, without production`. */
            scope_in_words: string;
            /** @description The team that it came through; null when it was given directly. */
            team: components["schemas"]["TeamReference"] | null;
        };
        /** @description One page of a list. */
        MemberList: {
            /** @description The page. */
            items: components["schemas"]["Member"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description A member as others name it. */
        MemberReference: {
            /** @description The account's name. */
            display_name: string;
            /**
             * Format: email
             * @description The account's address.
             */
            email: string;
            /** @description The member. */
            id: string;
            /** @description Whether the membership counts. */
            state: components["schemas"]["MemberState"];
        };
        /** @description Whether a membership counts. */
        MemberState: "active" | "suspended";
        /** @description A service token that was made or rotated: the only answer that holds its secret. */
        MintedServiceToken: {
            /** @description What the caller may do to this very object: `["teams.view", "teams.update"]`. */
            can: string[];
            /**
             * @description What the caller may do to others of its kind but not to this one, and why in a sentence: because somebody who is
             *     touched by it holds more than the caller.
             */
            cannot: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description The member who made it, where it still is one and the caller may see members. */
            created_by: components["schemas"]["MemberReference"] | null;
            /** @description Who made it; gives it nothing. */
            creator: string | null;
            /**
             * Format: date-time
             * @description It ends then.
             */
            expires_at: string | null;
            /** @description What it may do, a sentence for each grant; null where the caller may not see grants. */
            holds: string[] | null;
            /** @description Its id; not the secret. */
            id: string;
            /** @description Where it was last used from. */
            last_address: string | null;
            /** @description The last four characters, for recognising it. */
            last_four: string;
            /**
             * Format: date-time
             * @description Last use, written at most once in five minutes.
             */
            last_used_at: string | null;
            /** @description What people call it. */
            name: string;
            /** @description The one organization it works in. */
            organization: string;
            /** @description Whoever made it is no active member any more: somebody should decide what becomes of it. */
            orphaned: boolean;
            /**
             * Format: date-time
             * @description When its secret was last replaced.
             */
            rotated_at: string | null;
            /** @description The secret, shown once. */
            secret: string;
            /** @description It holds nothing until it is resumed. */
            suspended: boolean;
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description A key that was made: the only answer that holds its secret. */
        MintedSigningKey: {
            /** @description Actions that the caller holds on it: `["projects.view", "projects.update"]`. */
            can: string[];
            /** @description The newest; null where none was made, and then no policy that calls is deployed. */
            newest: components["schemas"]["SigningKey"] | null;
            /** @description The one before it, as long as it signs beside it. */
            previous: components["schemas"]["SigningKey"] | null;
            /** @description The secret as Standard Webhooks writes it, `whsec_` and base64; shown once. */
            secret: string;
        };
        /** @description A minted token: the only answer that holds its secret. */
        MintedToken: {
            /** @description Whose authority it carries at most. */
            account: string;
            /**
             * Format: date-time
             * @description When it was minted.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description It ends then.
             */
            expires_at: string | null;
            /** @description What a custom one carries; empty for others. */
            grants: components["schemas"]["TokenGrant"][];
            /** @description Its id; not the secret. */
            id: string;
            /** @description Where it was last used from. */
            last_address: string | null;
            /** @description The last four characters, for recognising it. */
            last_four: string;
            /**
             * Format: date-time
             * @description Last use, written at most once in five minutes.
             */
            last_used_at: string | null;
            /** @description What its owner calls it. */
            name: string;
            /** @description The one organization it works in; all of its owner's when absent. */
            organization: string | null;
            /** @description How much of its owner's authority it carries. */
            preset: components["schemas"]["TokenPreset"];
            /**
             * Format: date-time
             * @description When its secret was last replaced.
             */
            rotated_at: string | null;
            /** @description The secret, shown once. */
            secret: string;
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description What was missing. */
        Missing: {
            /** @description For each role that is held, why it does not do. */
            roles: components["schemas"]["MissingRole"][];
            /** @description In one sentence: `needs Manage on Instances`. */
            sentence: string;
        };
        /** @description Why a role does not do. */
        MissingRole: {
            /** @description A sentence. */
            reason: string;
            /** @description The role. */
            role: components["schemas"]["RoleReference"] | null;
        };
        /** @description An organization as its member sees it in a switcher. */
        MyOrganization: {
            /** @description The actions that the caller holds on the organization itself; none while it is closed. */
            can: string[];
            /**
             * @description Why the organization does not let this credential in from here, as the code of its refusals: `address_not_allowed`,
             *     `session_too_old`, `token_too_old`. Null when it does.
             */
            closed: string | null;
            /** @description Its id. */
            id: string;
            /** @description The caller's membership. */
            member: string;
            /** @description Its name. */
            name: string;
            /** @description The caller's roles for the whole organization. */
            roles: components["schemas"]["RoleReference"][];
        };
        /** @description An id and the name that people read. */
        Named: {
            /** @description The id. */
            id: string;
            /** @description The name. */
            name: string;
        };
        /** @description Names an owner of an organization that has none who can sign in. */
        NamedOwner: {
            /**
             * Format: email
             * @description The address of an account that can sign in; it becomes a member where it is none.
             */
            email: string;
        };
        /** @description A role, where it counts, and until when. */
        NarrowedRole: {
            /**
             * Format: date-time
             * @description Null is for good. Left out, the end stays with which the same role is held in the same place, and a new one is for
             *     good.
             * @default null
             */
            expires_at?: string | null;
            /** @description The role. */
            id: string;
            /** @description Everywhere when left out. */
            scope?: components["schemas"]["AssignedScope"];
        };
        /** @description Asks for an action, on the innermost thing named; on the organization where none is. */
        NewAccessRequest: {
            /** @description `projects.update` */
            action: string;
            /** @description On this database. */
            database?: string | null;
            /** @description On this instance. */
            instance?: string | null;
            /** @description On this project. */
            project?: string | null;
            /** @description What it is needed for. */
            reason: string;
            /**
             * Format: uint64
             * @description For how long, from the approval on: five minutes to ninety days.
             */
            seconds: number;
        };
        /** @description Makes a development branch: a copy of another. */
        NewBranch: {
            /**
             * @description Copy the rows too, or the schema alone. Rows of a production branch are copied only for who may connect to it;
             *     when left out, rows are copied where that is allowed.
             */
            data?: boolean | null;
            /** @description Unique in the database. */
            name: string;
            /** @description What is copied; the default branch when left out. */
            parent?: string | null;
        };
        /** @description Makes a connection: exactly one of `url`, `fields`, `branch`. */
        NewConnection: {
            /** @description A branch of a database of the same project. */
            branch?: string | null;
            /** @description The parts of a URL. */
            fields?: components["schemas"]["ConnectionFields"] | null;
            /** @description What the policy calls it. `test` is taken. */
            name: string;
            /** @description How the connection is protected; the safest that the address allows when left out. */
            tls?: components["schemas"]["Tls"] | null;
            /**
             * Format: password
             * @description `sqlite:shop.sqlite`, `postgres://…` or `mysql://…`.
             */
            url?: string | null;
        };
        /** @description Makes an embedded database with its first branch `main`: production, default. */
        NewDatabase: {
            /** @description `sqlite` when left out; others need a registered server. */
            engine?: components["schemas"]["DatabaseEngine"] | null;
            /** @description Unique in the organization. */
            name: string;
            /** @description The organization's first when left out. */
            project?: string | null;
        };
        /** @description Mints a token for an application user that exists only in development. */
        NewDevelopmentToken: {
            /**
             * @description Become `$user.*`.
             * @default {}
             */
            claims?: {
                [key: string]: unknown;
            };
            /**
             * Format: uint64
             * @description 60 to 43,200; an hour when left out.
             */
            expires_in_seconds?: number | null;
            /** @description Becomes `$user.roles`. */
            roles: string[];
            /** @description Becomes `$user.id`. */
            subject: string;
        };
        /** @description Makes an instance. */
        NewInstance: {
            /** @description Its label. */
            name: string;
            /**
             * @description Guarded as production.
             * @default false
             */
            production?: boolean;
            /** @description The id of its region; the server's first when left out. */
            region?: string | null;
        };
        /** @description Invites somebody. */
        NewInvitation: {
            /**
             * Format: email
             * @description Whom.
             */
            email: string;
            /**
             * Format: uint32
             * @description For how many days it can be accepted, at most 30; 7 when left out.
             */
            expires_in_days?: number | null;
            /** @description Role ids, or roles with a scope or an end; the organization's default role when none is named. */
            roles?: (string | components["schemas"]["NarrowedRole"])[];
            /**
             * @description Teams to be in.
             * @default []
             */
            teams?: string[];
        };
        /** @description Makes an operator of somebody. */
        NewOperator: {
            /**
             * Format: email
             * @description The address of an account.
             */
            email: string;
        };
        /** @description Makes an organization; the caller becomes its Owner. */
        NewOrganization: {
            /** @description What people call it. */
            name: string;
        };
        /** @description A level of an area. */
        NewPermission: {
            /**
             * @description The area.
             * @enum {string}
             */
            area: "projects" | "instances" | "instance_logs" | "alert_rules" | "notification_rules" | "private_endpoints" | "team" | "billing" | "organization_settings" | "databases" | "policy" | "data" | "service_tokens" | "audit_log" | "integrations";
            /**
             * @description A level that the area offers.
             * @enum {string}
             */
            level: "view" | "deploy" | "manage";
        };
        /** @description What is taken over, and from where: what a preview showed, and nothing else. */
        NewPolicyPromotion: {
            /** @description The `basis` that the preview answered. Where either side is another one by now, nothing is taken over. */
            basis: components["schemas"]["PromotionBasis"];
            /**
             * @description Its client auth but for shared secrets (default false): in force here at once. A production instance gets no
             *     development tokens by it.
             * @default false
             */
            client_auth?: boolean;
            /** @description An instance of the same organization whose policy the caller may see. */
            from: string;
            /** @description Its draft, or its policy in force where it has none (default true): becomes the draft here. */
            policy?: boolean | null;
        };
        /**
         * @description Makes a project. What is left out is made too: a Development and a Production instance, and an embedded database
         *     with a branch for each.
         */
        NewProject: {
            /** @description The name of the embedded database; made from the project's name when left out. */
            database?: string | null;
            /** @description The instances to make at once; Development and Production when left out, none when empty. */
            instances?: components["schemas"]["NewInstance"][] | null;
            /** @description What people call it. */
            name: string;
            /**
             * @description Make no database.
             * @default false
             */
            without_database?: boolean;
        };
        /** @description Revokes tokens of application users: those that everything which is given is true of. Something must be given. */
        NewRevocation: {
            /**
             * Format: date-time
             * @description Whose `iat` is before; a token without one counts as old. Alone it is everybody's.
             */
            issued_before?: string | null;
            /** @description Why, for people. */
            reason?: string | null;
            /** @description Of this `sub`. */
            subject?: string | null;
            /** @description Of this `jti`. */
            token_id?: string | null;
        };
        /** @description A role to be made. */
        NewRole: {
            /**
             * @description Single actions beside them.
             * @default []
             */
            actions?: string[];
            /** @description Which roles its holder may give to others, where it manages the team; an owner says so. */
            assigns?: ("own" | string[]) | null;
            /** @description What it is for. */
            description?: string | null;
            /** @description What people call it; no other role's name may look like it. */
            name: string;
            /** @description Levels of areas; those that they require are added. */
            permissions?: components["schemas"]["NewPermission"][];
            /** @description Where; everywhere when left out. */
            scope?: components["schemas"]["NewRoleScope"] | null;
        };
        /** @description Where a role counts. None named means none. */
        NewRoleScope: {
            /** @description `"all"`, also those to come, or a list of ids in the projects that are named. */
            instances?: ("all" | string[]) | null;
            /** @description On production too. */
            production?: boolean | null;
            /** @description `"all"`, also those to come, or at least one id. */
            projects?: ("all" | string[]) | null;
        };
        /** @description Makes a service token, which holds nothing until it is granted something. */
        NewServiceToken: {
            /**
             * @description A time, or `never`; 90 days from now when left out. An organization may set how long tokens last at most.
             * @example 2026-11-21T08:00:00Z
             * @example never
             */
            expires_at?: string | null;
            /** @description What people call it; unique in the organization. */
            name: string;
        };
        /** @description Makes a team. It holds nothing and nobody is in it at first. */
        NewTeam: {
            /** @description What it is for. */
            description?: string | null;
            /** @description What people call it; unique in the organization. */
            name: string;
        };
        /** @description Mints a personal access token. */
        NewToken: {
            /**
             * Format: date-time
             * @description It ends then; 90 days from now when left out.
             */
            expires_at?: string | null;
            /** @description What a custom token carries: never more than its owner holds at the time of use. */
            grants?: components["schemas"]["NewTokenGrant"][] | null;
            /** @description What its owner calls it. */
            name: string;
            /** @description It works in this organization only; needed where there are grants. */
            organization?: string | null;
            /** @description How much of its owner's authority it carries; `full` when left out, `custom` where there are grants. */
            preset?: components["schemas"]["TokenPreset"] | null;
        };
        /** @description What a token is to be given: single actions or a preset, on one thing or on everything. */
        NewTokenGrant: {
            /** @description `["projects.view"]`; either this or a preset. */
            actions?: string[] | null;
            /** @description On this database. Nothing named is everything, present and future. */
            database?: string | null;
            /**
             * Format: date-time
             * @description It gives nothing from then on; for as long as the token lasts when left out.
             */
            expires_at?: string | null;
            /** @description On this instance. */
            instance?: string | null;
            /** @description The name of a preset: `GET /api/v1/grant-presets` lists them. */
            preset?: string | null;
            /**
             * @description On production too; not when left out.
             * @default false
             */
            production?: boolean;
            /** @description On this project and what is in it. */
            project?: string | null;
        };
        /** @description An error in the shape of RFC 6749 §5.2. */
        OauthError: {
            /**
             * @description `authorization_pending`, `slow_down`, `access_denied`, `expired_token`, `invalid_request`, `invalid_grant`,
             *     `unsupported_grant_type`, `temporarily_unavailable`, `server_error`
             */
            error: string;
            /** @description A sentence. */
            error_description: string;
        };
        /** @description Somebody who runs the server. */
        Operator: {
            /** @description The account. */
            account: string;
            /** @description The address was proven and there is a password. One operator who can sign in always remains. */
            can_sign_in: boolean;
            /** @description Its name. */
            display_name: string;
            /**
             * Format: email
             * @description Its address.
             */
            email: string;
        };
        /** @description One page of a list. */
        OperatorList: {
            /** @description The page. */
            items: components["schemas"]["Operator"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description An object and the actions that the caller holds on it. */
        Organization: {
            /** @description Actions that the caller holds on it: `["projects.view", "projects.update"]`. */
            can: string[];
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description What a new member holds when nothing else is named. */
            default_role: string;
            /** @description Its id. */
            id: string;
            /** @description What people call it. */
            name: string;
            /** @description The plan it is on: one of the server's plans. */
            plan: string;
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description Changes an organization. */
        OrganizationChange: {
            /** @description What people call it. */
            name: string;
        };
        /** @description Deletes an organization for good. */
        OrganizationDeletion: {
            /** @description The organization's name, typed by whoever means it. */
            name: string;
        };
        /** @description One page of a list. */
        OrganizationList: {
            /** @description The page. */
            items: components["schemas"]["Organization"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description An object and the actions that the caller holds on it. */
        OrganizationSettings: {
            /** @description Sessions and tokens enter from these networks alone; from anywhere when null. */
            addresses: string[] | null;
            /**
             * Format: uint64
             * @description The audit log is kept for so many days; for good when null.
             */
            audit_days: number | null;
            /** @description Actions that the caller holds on it: `["projects.view", "projects.update"]`. */
            can: string[];
            /** @description What a new member holds when nothing else is named. */
            default_role: string;
            /** @description What people call it. */
            name: string;
            /**
             * Format: uint64
             * @description A session enters for so many hours after its sign-in; as long as it lives when null.
             */
            session_hours: number | null;
            /**
             * Format: uint64
             * @description A token enters for so many days after it was made; as long as it lives when null.
             */
            token_days: number | null;
            /**
             * Format: uint64
             * @description Counts edits of the organization; the ETag.
             */
            version: number;
        };
        /** @description Changes settings; what is left out stays as it is, null takes a limit away. */
        OrganizationSettingsChange: {
            /**
             * @description Sessions and tokens enter from these networks alone. The caller's own address must be in one of them.
             * @default null
             */
            addresses?: string[] | null;
            /**
             * Format: uint64
             * @description The audit log is kept for so many days.
             * @default null
             */
            audit_days?: number | null;
            /**
             * @description What a new member holds when nothing else is named. Whoever may invite may give it, so it cannot hold more than
             *     whoever sets it.
             */
            default_role?: string | null;
            /** @description What people call it. */
            name?: string | null;
            /**
             * Format: uint64
             * @description A session enters for so many hours after its sign-in. Asks for `security.manage`, as do the next two.
             * @default null
             */
            session_hours?: number | null;
            /**
             * Format: uint64
             * @description A token enters for so many days after it was made.
             * @default null
             */
            token_days?: number | null;
        };
        /** @description Changes the password; every other session ends, and so does every sign-in of a program that has not fetched its token. */
        PasswordChange: {
            /**
             * Format: password
             * @description The password until now.
             */
            current: string;
            /**
             * Format: password
             * @description At least twelve characters.
             */
            new: string;
            /**
             * @description Ends the account's personal access tokens too: for whoever fears that somebody else was in.
             * @default false
             */
            revoke_tokens?: boolean;
        };
        /** @description One row of a role. */
        Permission: {
            /** @description `instances` */
            area: string;
            /** @description `view`, `deploy` or `manage` */
            level: string;
        };
        /** @description One key of a permission or an action that is not what it was. */
        PermissionChange: {
            /** @description What is written, in one form. */
            after: unknown;
            /** @description What was written, in one form. */
            before: unknown;
            /** @description Whether more or less is permitted. */
            effect: components["schemas"]["PolicyEffect"];
            /**
             * @description The key of the document: `roles`, `columns`, `where`; `operation` where all of it came or went, `order` where
             *     another is tried first.
             */
            field: string;
            /** @description `select`, `insert`, `update` or `delete`; null for the permission itself, and for an action. */
            operation: string | null;
            /** @description The change in words. */
            sentence: string;
        };
        /** @description A permission that is not what it was. */
        PermissionDifference: {
            /** @description What changed in it. */
            changes: components["schemas"]["PermissionChange"][];
            /** @description Of all its changes together. */
            effect: components["schemas"]["PolicyEffect"];
            /** @description What became of it. */
            kind: components["schemas"]["ChangeKind"];
            /** @description Its slug. */
            slug: string;
            /** @description Its table, as written. */
            table: string;
        };
        /** @description What one permission says. */
        PermissionExplanation: {
            /** @description It counts for the user and the operation and, where one is asked about, the row. */
            applies: boolean;
            /** @description Which rows it admits, as SQL for people; null where it does not count for the user, or adds rows. */
            filter_sql: string | null;
            /** @description Why, or why not. */
            reason: string;
            /** @description Its slug. */
            slug: string;
        };
        /** @description A thing that an action is judged on. */
        Place: {
            /** @description Its id; that of the database for its production branches. */
            id: string;
            /** @description `organization`, `project`, `instance`, `database` or `production_branches` (of a database). */
            kind: string;
            /** @description What people call it. */
            name: string;
        };
        /** @description What an organization may use. */
        Plan: {
            /** @description Its id: `self_hosted`. */
            id: string;
            /**
             * Format: uint64
             * @description How many instances; null is no limit.
             */
            instances: number | null;
            /**
             * Format: uint64
             * @description How many members; null is no limit.
             */
            members: number | null;
            /** @description What people call it. */
            name: string;
            /**
             * Format: uint64
             * @description How many projects; null is no limit.
             */
            projects: number | null;
        };
        /** @description One page of a list. */
        PlanList: {
            /** @description The page. */
            items: components["schemas"]["Plan"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description An object and the actions that the caller holds on it. */
        Policy: {
            /** @description Actions that the caller holds on it: `["projects.view", "projects.update"]`. */
            can: string[];
            /** @description The version in force; null before the first deploy. */
            deployed: components["schemas"]["PolicyVersion"] | null;
            /** @description A draft was saved that is not deployed. */
            has_draft: boolean;
        };
        /** @description Which rows one permission of a document admits for an application user. */
        PolicyCount: {
            /** @description The permission counts for the user. */
            applies: boolean;
            /** @description All rows of the table were. */
            complete: boolean;
            /** @description Which rows it admits, as SQL for people; null where it does not count for the user, or adds rows. */
            filter_sql: string | null;
            /** @description Why they could not be counted. */
            problem: string | null;
            /** @description Why, or why not. */
            reason: string;
            /**
             * Format: uint64
             * @description How many rows of the table it admits; null where there is no such condition, or `problem` says why.
             */
            rows_admitted: number | null;
            /**
             * Format: uint64
             * @description How many were looked at.
             */
            rows_looked_at: number | null;
        };
        /** @description Two policies of an instance, compared permission by permission and action by action. */
        PolicyDifference: {
            /** @description Actions that differ, in the same order. */
            actions: components["schemas"]["ActionDifference"][];
            /** @description Something is not the same. Words, the order of keys and the names of predicates are not looked at. */
            differs: boolean;
            /** @description Of all permissions and actions together. */
            effect: components["schemas"]["PolicyEffect"];
            /** @description What is compared with: `deployed`, `draft`, `document`, a version's number; `none` where nothing is deployed. */
            from: string;
            /** @description Those that differ, in the order of the later document; those that are gone follow. */
            permissions: components["schemas"]["PermissionDifference"][];
            /** @description Tests that differ. They permit nothing. */
            tests: components["schemas"]["PolicyTestDifference"][];
            /** @description What is compared. */
            to: string;
        };
        /** @description An object and the actions that the caller holds on it. */
        PolicyDraft: {
            /** @description Actions that the caller holds on it: `["projects.view", "projects.update"]`. */
            can: string[];
            /** @description How it is written. */
            format: components["schemas"]["PolicyFormat"];
            /** @description The instance. */
            instance: string;
            /**
             * Format: uint64
             * @description Counts what changes the source: saves, promotions, discards, deploys and roll-backs; the ETag.
             */
            revision: number;
            /** @description The document as it was written. */
            source: string;
            /**
             * Format: date-time
             * @description Last save; absent where nothing is saved.
             */
            updated_at: string | null;
            /** @description Who saved last, as people know them. */
            updated_by: string | null;
        };
        /** @description Whether more or less is permitted after a change, where that holds whatever the rows are. */
        PolicyEffect: "widens" | "narrows" | "neutral" | "unknown";
        /** @description Why, or why not. */
        PolicyExplanation: {
            /** @description It is: with some row, or with the one asked about. */
            allowed: boolean;
            /** @description Every column of the table; none where rows are removed. */
            columns: {
                [key: string]: components["schemas"]["ColumnExplanation"];
            };
            /** @description What would allow it, or show more; that which gives least comes first. */
            fixes: components["schemas"]["PolicyFix"][];
            /** @description Every permission on the table, in document order. */
            permissions: components["schemas"]["PermissionExplanation"][];
        };
        /** @description One way to allow it. */
        PolicyFix: {
            /**
             * Format: uint64
             * @description How much it gives: operations on tables, or columns.
             */
            extra: number;
            /**
             * @description `add_columns`, `give_claim`, `widen_where`, `add_operation`, `name_role`, `give_role`, `add_permission`; `change_rule` where a refused
             *     row broke one.
             */
            kind: string;
            /** @description The permission that it is about. */
            permission: string | null;
            /** @description The role that it is about. */
            role: string | null;
            /** @description In words. */
            sentence: string;
        };
        /** @description How a policy document is written. */
        PolicyFormat: "yaml" | "json";
        /** @description What another policy would give and take on the live rows. */
        PolicyImpact: {
            /** @description Every row that matters was looked at, for every user. */
            complete: boolean;
            /** @description Where something differs, or where that could not be found out. */
            items: components["schemas"]["TableImpact"][];
            /**
             * Format: uint64
             * @description How many rows were looked at, each time for one user. Where it is not complete, these are the first that the
             *     database had at hand, not a fair sample.
             */
            rows_looked_at: number;
            /** @description Who was looked through the eyes of: `id`, `roles` and other claims. */
            users: {
                [key: string]: unknown;
            }[];
        };
        /** @description One thing wrong with a document. */
        PolicyProblem: {
            /**
             * Format: uint64
             * @description The character in the line, from 1.
             */
            column: number;
            /** @description How bad it is. */
            level: components["schemas"]["ProblemLevel"];
            /**
             * Format: uint64
             * @description The line, from 1.
             */
            line: number;
            /** @description A sentence. */
            message: string;
        };
        /** @description What is taken over. */
        PolicyPromotion: {
            /** @description What both were when they were compared; to be given with the promotion. */
            basis: components["schemas"]["PromotionBasis"];
            /** @description What changes in the client auth; null where that is not taken over. */
            client_auth: components["schemas"]["SettingDifference"][] | null;
            /** @description The draft as it is then; null in a preview, and where the policy is not taken over. */
            draft: components["schemas"]["PolicyDraft"] | null;
            /** @description The instance that it comes from. */
            from: string;
            /** @description What changes in the draft; null where the policy is not taken over. */
            policy: components["schemas"]["PolicyDifference"] | null;
        };
        /** @description What would be taken over, and from where. */
        PolicyPromotionPreview: {
            /**
             * @description Its client auth but for shared secrets (default false): in force here at once. A production instance gets no
             *     development tokens by it.
             * @default false
             */
            client_auth?: boolean;
            /** @description An instance of the same organization whose policy the caller may see. */
            from: string;
            /** @description Its draft, or its policy in force where it has none (default true): becomes the draft here. */
            policy?: boolean | null;
        };
        /** @description Asks why, or why not, under the policy in force. */
        PolicyQuestion: {
            /** @description What they want to do. */
            operation: components["schemas"]["DataOperation"];
            /** @description With which row: its key; where one is added, the new row. It needs `data.view` too. */
            row?: {
                [key: string]: unknown;
            } | null;
            /** @description `connection.table`, or `connection.namespace.table`. */
            table: string;
            /** @description The application user: `id`, `roles`, and any other claim. */
            user: {
                [key: string]: unknown;
            };
        };
        /** @description How much of a table an operation reaches. */
        PolicyReach: "full" | "filtered" | "none";
        /** @description A role, and what it may do. It is the sum of what names it: there is no list of roles beside that. */
        PolicyRole: {
            /** @description The actions that name it. */
            actions: components["schemas"]["PolicyRoleAction"][];
            /** @description The slugs of the permissions that name it. */
            permissions: string[];
            /** @description The role. */
            role: string;
            /** @description Every table that a permission of the policy names. */
            tables: components["schemas"]["PolicyRoleTable"][];
            /**
             * Format: uint64
             * @description How many application users were seen with it at their last request; null for who may not see application users,
             *     who need `data.view`.
             */
            users: number | null;
        };
        /** @description An action that a role may call. */
        PolicyRoleAction: {
            /** @description The address that it calls after the commit. */
            calls: string | null;
            /** @description It runs without the policy, by the connection's own authority. */
            is_owner: boolean;
            /** @description Its name. */
            name: string;
        };
        /** @description How much of a table an operation reaches, and by what. */
        PolicyRoleCell: {
            /** @description The slugs of the permissions that grant it to the role. */
            permissions: string[];
            /** @description How much. */
            reach: components["schemas"]["PolicyReach"];
        };
        /** @description The roles of a policy. */
        PolicyRoles: {
            /** @description `deployed` or `draft`; `none` where there is no such policy yet. */
            of: string;
            /** @description In the order in which the document first names them. */
            roles: components["schemas"]["PolicyRole"][];
        };
        /** @description What a role may do with a table. */
        PolicyRoleTable: {
            /** @description Removing rows. */
            delete: components["schemas"]["PolicyRoleCell"];
            /** @description Adding rows. */
            insert: components["schemas"]["PolicyRoleCell"];
            /** @description Reading. */
            select: components["schemas"]["PolicyRoleCell"];
            /** @description As permissions name it: `main.orders`. */
            table: string;
            /** @description Changing rows. */
            update: components["schemas"]["PolicyRoleCell"];
        };
        /** @description A test that is not what it was. */
        PolicyTestDifference: {
            /** @description What became of it. */
            kind: components["schemas"]["ChangeKind"];
            /** @description Its name. */
            name: string;
        };
        /** @description What came of a document's tests. */
        PolicyTestReport: {
            /** @description No test failed. */
            passed: boolean;
            /** @description In the order of the document. */
            tests: components["schemas"]["PolicyTestResult"][];
        };
        /** @description What came of one test. */
        PolicyTestResult: {
            /**
             * Format: uint64
             * @description Its line in the document, from 1.
             */
            line: number;
            /** @description Why it failed, as a sentence. */
            message: string | null;
            /** @description Its name. */
            name: string;
            /** @description Whether everything came as it expects. */
            passed: boolean;
        };
        /** @description What holders of some application roles may read and write, as types. */
        PolicyTypes: {
            /** @description Connections whose database does not answer; nothing of them is in the module. */
            away: string[];
            /**
             * Format: uint64
             * @description The version of the policy that they are of; 0 when nothing is deployed.
             */
            policy_version: number;
            /** @description A TypeScript module: `Database`, in the form that `@supabase/postgrest-js` takes. */
            typescript: string;
        };
        /** @description What is wrong with a document. */
        PolicyValidation: {
            /** @description In the order of the document. */
            problems: components["schemas"]["PolicyProblem"][];
            /** @description It may be deployed: no problem is an error. */
            valid: boolean;
        };
        /** @description A policy that was deployed. */
        PolicyVersion: {
            /** @description In force now. */
            deployed: boolean;
            /**
             * Format: date-time
             * @description When it was deployed.
             */
            deployed_at: string;
            /** @description Who deployed it, as people know them. */
            deployed_by: string | null;
            /** @description How it is written. */
            format: components["schemas"]["PolicyFormat"];
            /** @description Its id. */
            id: string;
            /** @description The instance. */
            instance: string;
            /**
             * Format: uint64
             * @description The version this one repeats, when it came from a rollback.
             */
            rolled_back_to: number | null;
            /** @description The document as it was written. */
            source: string;
            /**
             * Format: uint64
             * @description 1, 2, 3 … within the instance.
             */
            version: number;
        };
        /** @description A version in a list, without its document. */
        PolicyVersionSummary: {
            /** @description In force now. */
            deployed: boolean;
            /**
             * Format: date-time
             * @description When it was deployed.
             */
            deployed_at: string;
            /** @description Who deployed it, as people know them. */
            deployed_by: string | null;
            /** @description How it is written. */
            format: components["schemas"]["PolicyFormat"];
            /** @description Its id. */
            id: string;
            /**
             * Format: uint64
             * @description The version this one repeats, when it came from a rollback.
             */
            rolled_back_to: number | null;
            /**
             * Format: uint64
             * @description 1, 2, 3 … within the instance.
             */
            version: number;
        };
        /** @description One page of a list. */
        PolicyVersionSummaryList: {
            /** @description The page. */
            items: components["schemas"]["PolicyVersionSummary"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description How a pool of connections is used. */
        PoolUsage: {
            /**
             * Format: uint64
             * @description Connections that wait to be used.
             */
            idle: number;
            /**
             * Format: uint64
             * @description Connections that run something, or are being made.
             */
            in_use: number;
            /**
             * Format: uint64
             * @description Connections at most.
             */
            size: number;
        };
        /** @description A principal: exactly one key. */
        PrincipalReference: {
            member: string;
        } | {
            token: string;
        } | {
            team: string;
        };
        /** @description How bad a problem is. */
        ProblemLevel: "error" | "warning";
        /** @description An object and the actions that the caller holds on it. */
        Project: {
            /** @description Actions that the caller holds on it: `["projects.view", "projects.update"]`. */
            can: string[];
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Its id. */
            id: string;
            /**
             * Format: uint64
             * @description How many instances it holds, of those that the caller may see.
             */
            instance_count: number;
            /** @description What people call it. */
            name: string;
            /** @description Whose it is. */
            organization: string;
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description Changes a project. */
        ProjectChange: {
            /** @description What people call it. */
            name: string;
        };
        /** @description One page of a list. */
        ProjectList: {
            /** @description The page. */
            items: components["schemas"]["Project"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description What both instances were when they were compared. Of what is not taken over, nothing is demanded. */
        PromotionBasis: {
            /** @description The instance that it comes from. */
            source: components["schemas"]["PromotionSide"];
            /** @description The instance that it goes to. */
            target: components["schemas"]["PromotionSide"];
        };
        /** @description What an instance was. */
        PromotionSide: {
            /**
             * Format: uint64
             * @description The version of its client auth; 0 where none was set.
             */
            client_auth_version: number;
            /**
             * Format: uint64
             * @description The revision of its draft; 0 before anything was saved or deployed.
             */
            draft_revision: number;
            /**
             * Format: uint64
             * @description The version of the policy in force; 0 before the first deploy.
             */
            policy_version: number;
        };
        /** @description A request that was refused a while ago, and why as things are now. */
        Refusal: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description The request of the data API that was refused; null for one of this API. */
            data: components["schemas"]["DataRefusal"] | null;
            /** @description Why, as things are now: something may have been given since. Null for a request of the data API. */
            explanation: components["schemas"]["AccessExplanation"] | null;
            /** @description The operation that was asked for: `project_create`; of the data API `select`, `insert`, `update`, `delete`. */
            operation: string | null;
            /** @description The organization it was asked in. */
            organization: string;
            /** @description The caller asks about itself. */
            own: boolean;
            /** @description The request that was refused. */
            request: string;
        };
        /** @description Why a change would be refused. */
        Refused: {
            /** @description The action that is missing. */
            action: string | null;
            /** @description A stable word: `would_exceed_grantor`. */
            code: string;
            /** @description A sentence. */
            message: string;
        };
        /** @description Where an instance may run. */
        Region: {
            /** @description Its id: `us`. */
            id: string;
            /** @description What people call it. */
            name: string;
            /** @description The IANA timezone of its calendar days. */
            timezone: string;
            /** @description The address its instances answer at, when it is not the server's own. */
            url: string | null;
        };
        /** @description One page of a list. */
        RegionList: {
            /** @description The page. */
            items: components["schemas"]["Region"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description How much was asked lately. */
        RequestRates: {
            /**
             * Format: uint64
             * @description Of those answered with 5xx.
             */
            failed: number;
            /**
             * Format: double
             * @description Half took no longer than this, in milliseconds.
             */
            median_ms: number;
            /**
             * Format: double
             * @description All but one in twenty took no longer than this.
             */
            p95_ms: number;
            /**
             * Format: double
             * @description Requests each second.
             */
            per_second: number;
            /**
             * Format: uint64
             * @description Of those answered with 4xx.
             */
            refused: number;
            /**
             * Format: uint64
             * @description Requests in it.
             */
            requests: number;
            /**
             * Format: double
             * @description The time that this is about: less than a minute where users with a token asked more than is kept.
             */
            seconds: number;
        };
        /** @description What became of a request. */
        RequestState: "pending" | "approved" | "declined" | "withdrawn" | "revoked" | "ended" | "expired";
        /** @description How many requests were answered. */
        RequestTotals: {
            /**
             * Format: uint64
             * @description With 5xx.
             */
            failed: number;
            /**
             * Format: uint64
             * @description Not answered yet.
             */
            in_flight: number;
            /**
             * Format: uint64
             * @description Of those refused: too many at once.
             */
            limited: number;
            /**
             * Format: uint64
             * @description With 4xx.
             */
            refused: number;
            /**
             * Format: uint64
             * @description With 2xx or 3xx.
             */
            succeeded: number;
            /**
             * Format: uint64
             * @description Of those refused: without a good token.
             */
            unauthorized: number;
        };
        /** @description Sends an invitation again. */
        Resend: {
            /**
             * Format: uint32
             * @description For how many days it can be accepted, at most 30; 7 when left out.
             */
            expires_in_days?: number | null;
        };
        /** @description Tokens of application users that are accepted no more. */
        Revocation: {
            /**
             * Format: date-time
             * @description Since when.
             */
            created_at: string;
            /** @description Its id. */
            id: string;
            /**
             * Format: date-time
             * @description Whose `iat` is before.
             */
            issued_before: string | null;
            /** @description Why, for people. */
            reason: string | null;
            /** @description Of this `sub`. */
            subject: string | null;
            /** @description Of this `jti`. */
            token_id: string | null;
        };
        /** @description One page of a list. */
        RevocationList: {
            /** @description The page. */
            items: components["schemas"]["Revocation"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description An object of which the caller may do some things and not others, and why not. */
        Role: {
            /** @description Single actions beside the permissions: `projects.view`. Of a system role, everything it allows. */
            actions: string[];
            /** @description Which roles its holder may give: `"own"`, a list of ids, or null where it does not manage the team. */
            assigns: (string | string[]) | null;
            /** @description What the caller may do to this very object: `["teams.view", "teams.update"]`. */
            can: string[];
            /**
             * @description What the caller may do to others of its kind but not to this one, and why in a sentence: because somebody who is
             *     touched by it holds more than the caller.
             */
            cannot: {
                [key: string]: string;
            };
            /** @description What it is for. */
            description: string;
            /**
             * Format: uint64
             * @description How many members hold it, directly or by a team. Who holds it only where the caller sees nothing is not counted.
             */
            holders: number;
            /** @description Its id. */
            id: string;
            /** @description Its name. */
            name: string;
            /**
             * @description Made by a later version of the program, with parts that this one does not know: those give nothing, and it
             *     can be deleted but not changed.
             */
            newer: boolean;
            /** @description Its permissions by area, where it is made of them; those that others require are among them. */
            permissions: components["schemas"]["Permission"][];
            /** @description Where. Projects and instances that the caller may not see are left out. */
            scope: components["schemas"]["RoleScope"];
            /** @description What it gives, in sentences: `Deploy on Instances in Tracker, without production`. */
            sentences: string[];
            /** @description Part of the product: cannot be changed or deleted. */
            system: boolean;
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description The roles to be held from now on, in place of those of before. */
        RoleAssignments: {
            /** @description Role ids, or roles with a scope or an end. */
            roles: (string | components["schemas"]["NarrowedRole"])[];
        };
        /** @description Changes a role; what is left out or null stays. */
        RoleChange: {
            /** @description All single actions that it has beside them from now on. */
            actions?: string[] | null;
            /** @description Which roles its holder may give from now on; an owner says so. */
            assigns?: ("own" | string[]) | null;
            /** @description What it is for. */
            description?: string | null;
            /** @description What people call it. */
            name?: string | null;
            /** @description All levels of areas that it has from now on. Leaving one out that another requires is refused. */
            permissions?: components["schemas"]["NewPermission"][] | null;
            /** @description Where from now on; the parts that are left out stay. */
            scope?: components["schemas"]["NewRoleScope"] | null;
        };
        /**
         * @description What two roles have in common, and what not. Where a level or an action is held by both, their scopes may still
         *     differ.
         */
        RoleComparison: {
            /** @description Actions of both. */
            both: string[];
            /** @description The other. */
            other: components["schemas"]["ComparedRole"];
            /** @description The one. */
            role: components["schemas"]["ComparedRole"];
            /** @description They give it in the same places. */
            same_scope: boolean;
        };
        /** @description How many users had a role at their last request. */
        RoleCount: {
            /** @description The role. */
            role: string;
            /**
             * Format: uint64
             * @description How many users.
             */
            users: number;
        };
        /** @description Makes a role like another. */
        RoleDuplicate: {
            /** @description What people call the new one. */
            name: string;
        };
        /** @description One page of a list. */
        RoleList: {
            /** @description The page. */
            items: components["schemas"]["Role"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description An id and the name that people read. */
        RoleReference: {
            /** @description The role. */
            id: string;
            /** @description Its name. */
            name: string;
        };
        /** @description An object of which the caller may do some things and not others, and why not. */
        RoleSaved: {
            /** @description Single actions beside the permissions: `projects.view`. Of a system role, everything it allows. */
            actions: string[];
            /** @description Permissions that were added because others require them. */
            added: components["schemas"]["Permission"][];
            /** @description Which roles its holder may give: `"own"`, a list of ids, or null where it does not manage the team. */
            assigns: (string | string[]) | null;
            /** @description What the caller may do to this very object: `["teams.view", "teams.update"]`. */
            can: string[];
            /**
             * @description What the caller may do to others of its kind but not to this one, and why in a sentence: because somebody who is
             *     touched by it holds more than the caller.
             */
            cannot: {
                [key: string]: string;
            };
            /** @description What it is for. */
            description: string;
            /**
             * Format: uint64
             * @description How many members hold it, directly or by a team. Who holds it only where the caller sees nothing is not counted.
             */
            holders: number;
            /** @description Its id. */
            id: string;
            /** @description Its name. */
            name: string;
            /**
             * @description Made by a later version of the program, with parts that this one does not know: those give nothing, and it
             *     can be deleted but not changed.
             */
            newer: boolean;
            /** @description Its permissions by area, where it is made of them; those that others require are among them. */
            permissions: components["schemas"]["Permission"][];
            /** @description Where. Projects and instances that the caller may not see are left out. */
            scope: components["schemas"]["RoleScope"];
            /** @description What it gives, in sentences: `Deploy on Instances in Tracker, without production`. */
            sentences: string[];
            /** @description Part of the product: cannot be changed or deleted. */
            system: boolean;
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description Where a role counts. */
        RoleScope: {
            /** @description `"all"` or a list of ids. */
            instances: string | string[];
            /** @description Counts on production too. */
            production: boolean;
            /** @description `"all"` or a list of ids. */
            projects: string | string[];
        };
        /** @description What a new role may begin with. */
        RoleTemplate: {
            /** @description Single actions beside them. */
            actions: string[];
            /** @description What it is for. */
            description: string;
            /** @description A name for it. */
            name: string;
            /** @description Levels of areas, those that others require among them. */
            permissions: components["schemas"]["Permission"][];
            /** @description What it gives, in sentences. */
            sentences: string[];
        };
        /** @description One page of a list. */
        RoleTemplateList: {
            /** @description The page. */
            items: components["schemas"]["RoleTemplate"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description Rows as a chosen application user sees them. */
        Rows: {
            /** @description The columns that the user may see at all, in the engine's order. */
            columns: string[];
            /** @description The rows. */
            items: {
                [key: string]: unknown;
            }[];
            /** @description By position in `items`: the columns that are null because the user may not see that cell. */
            masked: {
                [key: string]: string[];
            };
            /**
             * Format: uint64
             * @description How many rows the user may see.
             */
            total: number | null;
        };
        /** @description An object of which the caller may do some things and not others, and why not. */
        SentInvitation: {
            /** @description What the caller may do to this very object: `["teams.view", "teams.update"]`. */
            can: string[];
            /**
             * @description What the caller may do to others of its kind but not to this one, and why in a sentence: because somebody who is
             *     touched by it holds more than the caller.
             */
            cannot: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: email
             * @description Whom it is for.
             */
            email: string;
            /**
             * Format: date-time
             * @description When it was accepted, declined, cancelled or found void.
             */
            ended_at: string | null;
            /**
             * Format: date-time
             * @description It cannot be accepted from then on.
             */
            expires_at: string;
            /** @description Its id; not the secret in the link. */
            id: string;
            /** @description Who sent it last and answers for it. */
            inviter: string;
            /** @description What others see of its inviter; null when the account is gone. */
            inviter_name: string | null;
            /** @description Where it is accepted, shown once. Whoever has it can answer the invitation: hand it to nobody but the invited. */
            link: string;
            /** @description Why it is void. */
            reason: string | null;
            /** @description The roles that whoever accepts it holds for the whole organization. */
            roles: components["schemas"]["RoleReference"][];
            /**
             * Format: date-time
             * @description When it was sent last.
             */
            sent_at: string;
            /** @description Where it is in its life. */
            state: components["schemas"]["InvitationState"];
            /** @description The teams that whoever accepts it is in. */
            teams: components["schemas"]["TeamReference"][];
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description An organization as those who run the server see it: nothing of what is inside. */
        ServerOrganization: {
            /** @description Somebody owns it who can sign in. Where nobody does, an operator may name an owner. */
            has_owner: boolean;
            /** @description Its id. */
            id: string;
            /**
             * Format: uint64
             * @description How many members it has, suspended ones too.
             */
            member_count: number;
            /** @description What people call it. */
            name: string;
        };
        /** @description One page of a list. */
        ServerOrganizationList: {
            /** @description The page. */
            items: components["schemas"]["ServerOrganization"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description What operators set while the server runs. */
        ServerSettings: {
            /**
             * @description Settings that the server was started with and that leave operators fewer choices, each with a sentence that says
             *     where it is changed.
             */
            fixed: {
                [key: string]: string;
            };
            /** @description Who may make an account, as it is in force. */
            sign_up: components["schemas"]["SignUpMode"];
            /** @description The modes that operators can set: none is wider than what the server was started with. */
            sign_up_choices: components["schemas"]["SignUpMode"][];
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description Changes what operators set; what is left out stays as it is. */
        ServerSettingsChange: {
            /** @description Who may make an account, from the next request on. */
            sign_up?: components["schemas"]["SignUpMode"] | null;
        };
        /** @description An object of which the caller may do some things and not others, and why not. */
        ServiceToken: {
            /** @description What the caller may do to this very object: `["teams.view", "teams.update"]`. */
            can: string[];
            /**
             * @description What the caller may do to others of its kind but not to this one, and why in a sentence: because somebody who is
             *     touched by it holds more than the caller.
             */
            cannot: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description The member who made it, where it still is one and the caller may see members. */
            created_by: components["schemas"]["MemberReference"] | null;
            /** @description Who made it; gives it nothing. */
            creator: string | null;
            /**
             * Format: date-time
             * @description It ends then.
             */
            expires_at: string | null;
            /** @description What it may do, a sentence for each grant; null where the caller may not see grants. */
            holds: string[] | null;
            /** @description Its id; not the secret. */
            id: string;
            /** @description Where it was last used from. */
            last_address: string | null;
            /** @description The last four characters, for recognising it. */
            last_four: string;
            /**
             * Format: date-time
             * @description Last use, written at most once in five minutes.
             */
            last_used_at: string | null;
            /** @description What people call it. */
            name: string;
            /** @description The one organization it works in. */
            organization: string;
            /** @description Whoever made it is no active member any more: somebody should decide what becomes of it. */
            orphaned: boolean;
            /**
             * Format: date-time
             * @description When its secret was last replaced.
             */
            rotated_at: string | null;
            /** @description It holds nothing until it is resumed. */
            suspended: boolean;
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description Changes a service token. */
        ServiceTokenChange: {
            /** @description What people call it. */
            name?: string | null;
            /** @description It holds nothing until it is resumed. */
            suspended?: boolean | null;
        };
        /** @description One page of a list. */
        ServiceTokenList: {
            /** @description The page. */
            items: components["schemas"]["ServiceToken"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description A service token as others name it. */
        ServiceTokenReference: {
            /** @description The token. */
            id: string;
            /** @description Its name. */
            name: string;
        };
        /** @description A session in a list. */
        Session: {
            /** @description Whose it is. */
            account: string;
            /** @description Where it was made from. */
            address: string | null;
            /**
             * Format: date-time
             * @description When the person last proved who they are.
             */
            authenticated_at: string;
            /**
             * Format: date-time
             * @description When it began.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description It ends then, used or not.
             */
            expires_at: string;
            /** @description Its id; not the secret in the cookie. */
            id: string;
            /**
             * Format: uint64
             * @description It ends this many seconds after its last use.
             */
            idle_seconds: number;
            /** @description It is the one that asks. */
            is_current: boolean;
            /**
             * Format: date-time
             * @description Last use, written at most once in five minutes.
             */
            last_used_at: string;
            /** @description The browser, as it named itself, cut short. */
            user_agent: string | null;
        };
        /** @description One page of a list. */
        SessionList: {
            /** @description The page. */
            items: components["schemas"]["Session"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description A query whose columns become part of an application user. */
        SessionQuery: {
            /** @description The connection that it runs on, such as `main`. */
            connection: string;
            /**
             * @description Columns whose values are collected into the list `$user.<column>`; `roles` adds roles.
             * @default []
             */
            lists?: string[];
            /** @description One `SELECT`; `$user.<path>` stands for what the token says and is always a bind. */
            query: string;
            /**
             * @description Columns that become `$user.<column>`; every row must agree.
             * @default []
             */
            values?: string[];
        };
        /** @description What the session query is asked about anew. */
        SessionsForgotten: {
            /** @description About this `sub`; about everybody when null. */
            subject: string | null;
        };
        /** @description Forgets what the session query found. */
        SessionsToForget: {
            /** @description Of this `sub`; of everybody when left out. */
            subject?: string | null;
        };
        /** @description A setting that is not the same. */
        SettingDifference: {
            /** @description What it becomes. */
            after: unknown;
            /** @description What it was. */
            before: unknown;
            /** @description Its name in the client auth. */
            field: string;
        };
        /** @description A shared secret and its name. */
        SharedSecret: {
            /** @description The key id that tokens carry. */
            kid: string;
            /**
             * Format: password
             * @description At least 32 bytes in base64url; the one kept under this `kid` when left out.
             */
            secret?: string | null;
        };
        /** @description The name of a shared secret. */
        SharedSecretName: {
            /** @description The key id that tokens carry. */
            kid: string;
        };
        /** @description Proves who one is. */
        SignIn: {
            /** @description The account's address. Not parsed, so that a strange one answers like an unknown one. */
            email: string;
            /**
             * Format: password
             * @description Its password.
             */
            password: string;
        };
        /** @description A key that signs. */
        SigningKey: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /** @description Its id. */
            id: string;
            /**
             * Format: date-time
             * @description It signs until then; null for the newest.
             */
            signs_until: string | null;
        };
        /** @description An object and the actions that the caller holds on it. */
        SigningKeys: {
            /** @description Actions that the caller holds on it: `["projects.view", "projects.update"]`. */
            can: string[];
            /** @description The newest; null where none was made, and then no policy that calls is deployed. */
            newest: components["schemas"]["SigningKey"] | null;
            /** @description The one before it, as long as it signs beside it. */
            previous: components["schemas"]["SigningKey"] | null;
        };
        /** @description Makes an account and an organization of its own. */
        SignUp: {
            /** @description What others see. */
            display_name: string;
            /**
             * Format: email
             * @description The address to sign in with.
             */
            email: string;
            /** @description The name of the organization. */
            organization: string;
            /**
             * Format: password
             * @description At least twelve characters.
             */
            password: string;
        };
        /** @description Who may make an account. */
        SignUpMode: "open" | "invited" | "closed";
        /** @description A member as an administrator of one database. */
        SimulatedAdministrator: {
            /** @description The database. */
            database: string;
            /** @description The member. */
            member: string;
        };
        /** @description A request for access as it would be approved. */
        SimulatedApproval: {
            /** @description The request. */
            request: string;
            /** @description By this role; by exactly the action when left out. */
            role?: string | null;
        };
        /** @description A change of access: exactly one key. */
        SimulatedChange: {
            put_role: components["schemas"]["SimulatedRole"];
        } | {
            remove_role: string;
        } | {
            set_member_roles: components["schemas"]["SimulatedMemberRoles"];
        } | {
            set_member_state: components["schemas"]["SimulatedMemberState"];
        } | {
            remove_member: string;
        } | {
            put_team: components["schemas"]["SimulatedTeam"];
        } | {
            remove_team: string;
        } | {
            add_administrator: components["schemas"]["SimulatedAdministrator"];
        } | {
            remove_administrator: components["schemas"]["SimulatedAdministrator"];
        } | {
            set_service_token_grants: components["schemas"]["SimulatedTokenGrants"];
        } | {
            approve_request: components["schemas"]["SimulatedApproval"];
        };
        /** @description The roles of a member as they would be. */
        SimulatedMemberRoles: {
            /** @description The member. */
            member: string;
            /** @description Role ids, or roles with a scope or an end; in place of those of now. */
            roles: (string | components["schemas"]["NarrowedRole"])[];
        };
        /** @description The state of a member as it would be. */
        SimulatedMemberState: {
            /** @description The member. */
            member: string;
            /** @description Its state. */
            state: components["schemas"]["MemberState"];
        };
        /** @description A role as it would be. */
        SimulatedRole: {
            /** @description The role that is changed; a new one when left out. */
            id?: string | null;
            /** @description What it becomes, as for a change of a role. */
            role: components["schemas"]["RoleChange"];
        };
        /** @description A team as it would be; what is left out stays. */
        SimulatedTeam: {
            /** @description The databases that it administers. */
            databases?: string[] | null;
            /** @description The team that is changed; a new one when left out. */
            id?: string | null;
            /** @description Who is in it. */
            members?: string[] | null;
            /** @description The roles that it holds. */
            roles?: (string | components["schemas"]["NarrowedRole"])[] | null;
        };
        /** @description What a service token would hold. */
        SimulatedTokenGrants: {
            /** @description All that it is given. */
            grants: components["schemas"]["NewTokenGrant"][];
            /** @description The token. */
            token: string;
        };
        /** @description How a step went. */
        StageOutcome: "passed" | "failed" | "skipped";
        /** @description A Supabase project. */
        Supabase: {
            /** @description A legacy JWT secret is kept. */
            has_legacy_secret: boolean;
            /** @description The project's address. */
            url: string;
        };
        /** @description A Supabase project. Its keys, its audience, its issuer and its roles follow from its address. */
        SupabaseChange: {
            /**
             * Format: password
             * @description The legacy JWT secret as Supabase shows it; the one that is kept when left out, none when empty.
             */
            legacy_secret?: string | null;
            /** @description Such as `https://abcdefghijkl.supabase.co`. */
            url: string;
        };
        /** @description What would change for one user in one table. */
        TableImpact: {
            /**
             * Format: uint64
             * @description Cells of which more shows, or which may be written.
             */
            cells_gained: number;
            /**
             * Format: uint64
             * @description Cells of which less shows, or which may not be written any more.
             */
            cells_lost: number;
            /**
             * Format: uint64
             * @description Cells that show another part than before.
             */
            cells_masked_otherwise: number;
            /** @description All rows of the table were looked at. */
            complete: boolean;
            /** @description Reading, changing or removing. */
            operation: components["schemas"]["DataOperation"];
            /** @description Why it could not be found out. */
            problem: string | null;
            /** @description The user's roles. */
            roles: string[];
            /**
             * Format: uint64
             * @description Rows that are granted and were not.
             */
            rows_gained: number;
            /**
             * Format: uint64
             * @description How many were.
             */
            rows_looked_at: number;
            /**
             * Format: uint64
             * @description Rows that were granted and are not.
             */
            rows_lost: number;
            /** @description Some of the rows that change; none where the table has no key. */
            samples: components["schemas"]["ImpactSample"][];
            /** @description `connection.table`, with the namespace where it is not the default. */
            table: string;
            /**
             * Format: uint64
             * @description Position in `users`.
             */
            user: number;
        };
        /** @description A table or view. */
        TableSchema: {
            /** @description In the engine's order. */
            columns: components["schemas"]["ColumnSchema"][];
            /** @description Foreign keys to tables of the same connection. */
            foreign_keys: components["schemas"]["ForeignKeySchema"][];
            /** @description `table` or `view`. */
            kind: string;
            /** @description Exact name. */
            name: string;
            /** @description SQLite: `main`; Postgres: the schema; MariaDB: the database. */
            namespace: string;
            /** @description Names of its columns in key order; empty when there is none. */
            primary_key: string[];
            /** @description Names of the columns of each unique constraint. */
            uniques: string[][];
        };
        /** @description An object of which the caller may do some things and not others, and why not. */
        Team: {
            /** @description What the caller may do to this very object: `["teams.view", "teams.update"]`. */
            can: string[];
            /**
             * @description What the caller may do to others of its kind but not to this one, and why in a sentence: because somebody who is
             *     touched by it holds more than the caller.
             */
            cannot: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: uint64
             * @description How many databases its members administer, of those that the caller may see.
             */
            database_count: number;
            /** @description What it is for. */
            description: string;
            /** @description Its id. */
            id: string;
            /**
             * Format: uint64
             * @description How many members are in it.
             */
            member_count: number;
            /** @description What people call it; unique in the organization. */
            name: string;
            /** @description The roles that it holds for the whole organization. */
            roles: components["schemas"]["RoleReference"][];
            /**
             * Format: uint64
             * @description Counts edits of its name, its description and its roles; the ETag.
             */
            version: number;
        };
        /** @description Changes what a team is called. */
        TeamChange: {
            /** @description What it is for. */
            description?: string | null;
            /** @description What people call it; unique in the organization. */
            name?: string | null;
        };
        /** @description An object of which the caller may do some things and not others, and why not. */
        TeamDetail: {
            /** @description What the caller may do to this very object: `["teams.view", "teams.update"]`. */
            can: string[];
            /**
             * @description What the caller may do to others of its kind but not to this one, and why in a sentence: because somebody who is
             *     touched by it holds more than the caller.
             */
            cannot: {
                [key: string]: string;
            };
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: uint64
             * @description How many databases its members administer, of those that the caller may see.
             */
            database_count: number;
            /** @description What it is for. */
            description: string;
            /** @description What it was given, of that which the caller may see; its databases among it. */
            grants: components["schemas"]["Grant"][];
            /** @description Its id. */
            id: string;
            /**
             * Format: uint64
             * @description How many members are in it.
             */
            member_count: number;
            /** @description What people call it; unique in the organization. */
            name: string;
            /** @description The roles that it holds for the whole organization. */
            roles: components["schemas"]["RoleReference"][];
            /**
             * Format: uint64
             * @description Counts edits of its name, its description and its roles; the ETag.
             */
            version: number;
        };
        /** @description One page of a list. */
        TeamList: {
            /** @description The page. */
            items: components["schemas"]["Team"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description An object of which the caller may do some things and not others, and why not. */
        TeamMember: {
            /**
             * Format: date-time
             * @description Since when it is in the team.
             */
            added_at: string;
            /** @description What the caller may do to this very object: `["teams.view", "teams.update"]`. */
            can: string[];
            /**
             * @description What the caller may do to others of its kind but not to this one, and why in a sentence: because somebody who is
             *     touched by it holds more than the caller.
             */
            cannot: {
                [key: string]: string;
            };
            /** @description The account's name. */
            display_name: string;
            /**
             * Format: email
             * @description The account's address.
             */
            email: string;
            /** @description The member's id. */
            id: string;
            /** @description Whether the membership of the organization counts. */
            state: components["schemas"]["MemberState"];
        };
        /** @description One page of a list. */
        TeamMemberList: {
            /** @description The page. */
            items: components["schemas"]["TeamMember"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description A team's id and the name that people read. */
        TeamReference: {
            /** @description The team. */
            id: string;
            /** @description Its name. */
            name: string;
        };
        /** @description How a connection is protected. */
        Tls: {
            /** @description The authority that signed its certificate, in PEM; the public ones when left out. */
            ca_certificate?: string | null;
            /** @description What is demanded of the server. */
            mode: components["schemas"]["TlsMode"];
        };
        /** @description What is demanded of a server's certificate. */
        TlsMode: "disable" | "verify_ca" | "verify_full";
        /** @description A personal access token, without its secret. */
        Token: {
            /** @description Whose authority it carries at most. */
            account: string;
            /**
             * Format: date-time
             * @description When it was minted.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description It ends then.
             */
            expires_at: string | null;
            /** @description What a custom one carries; empty for others. */
            grants: components["schemas"]["TokenGrant"][];
            /** @description Its id; not the secret. */
            id: string;
            /** @description Where it was last used from. */
            last_address: string | null;
            /** @description The last four characters, for recognising it. */
            last_four: string;
            /**
             * Format: date-time
             * @description Last use, written at most once in five minutes.
             */
            last_used_at: string | null;
            /** @description What its owner calls it. */
            name: string;
            /** @description The one organization it works in; all of its owner's when absent. */
            organization: string | null;
            /** @description How much of its owner's authority it carries. */
            preset: components["schemas"]["TokenPreset"];
            /**
             * Format: date-time
             * @description When its secret was last replaced.
             */
            rotated_at: string | null;
            /**
             * Format: uint64
             * @description Counts edits; the ETag.
             */
            version: number;
        };
        /** @description Changes a personal access token. */
        TokenChange: {
            /** @description What its owner calls it. */
            name: string;
        };
        /** @description A grant of a token. */
        TokenGrant: {
            /** @description The single actions that it gives; null where it gives a role. */
            actions: string[] | null;
            /**
             * Format: date-time
             * @description It gives nothing from then on.
             */
            expires_at: string | null;
            /** @description Its id. */
            id: string;
            /** @description The role that it gives; null where it gives single actions. */
            role: components["schemas"]["RoleReference"] | null;
            /** @description Where. */
            scope: components["schemas"]["GrantScope"];
            /** @description Where it counts in all, the role's own scope heeded: `the project Tracker, without production`. */
            scope_in_words: string;
            /** @description All of it in one sentence. */
            sentence: string;
        };
        /** @description One page of a list. */
        TokenGrantList: {
            /** @description The page. */
            items: components["schemas"]["TokenGrant"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description What a token says of itself to whoever shows it. */
        TokenInspection: {
            /**
             * Format: date-time
             * @description When it was made.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description It ends then.
             */
            expires_at: string | null;
            /** @description Its id; not the secret. */
            id: string;
            /** @description A person's or a program's. */
            kind: components["schemas"]["TokenKind"];
            /** @description Where it was last used from. */
            last_address: string | null;
            /** @description The last four characters, for recognising it. */
            last_four: string;
            /**
             * Format: date-time
             * @description Last use, written at most once in five minutes.
             */
            last_used_at: string | null;
            /** @description What people call it. */
            name: string;
            /** @description Where it works, and what it may do there at this moment. */
            organizations: components["schemas"]["InspectedOrganization"][];
            /** @description Whose it is; null for a service token, which is nobody's. */
            owner: components["schemas"]["TokenOwner"] | null;
            /** @description How much of its owner's authority it carries; null for a service token. */
            preset: components["schemas"]["TokenPreset"] | null;
        };
        /** @description What a token is for, told by its beginning. */
        TokenKind: "personal" | "service";
        /** @description One page of a list. */
        TokenList: {
            /** @description The page. */
            items: components["schemas"]["Token"][];
            /** @description Give it as `cursor` for the next page; null on the last. */
            next_cursor: string | null;
            /**
             * Format: uint64
             * @description How many the caller may see in all.
             */
            total: number;
        };
        /** @description Whose a personal access token is. */
        TokenOwner: {
            /** @description Its name. */
            display_name: string;
            /**
             * Format: email
             * @description Its address.
             */
            email: string;
            /** @description The account. */
            id: string;
        };
        /** @description How much of its owner's authority a personal access token carries. */
        TokenPreset: "full" | "read_only" | "custom";
        /** @description Replaces the secret of a token. */
        TokenRotation: {
            /**
             * @description It ends then; unchanged when left out.
             * @example 2026-11-21T08:00:00Z
             * @example never
             */
            expires_at?: string | null;
            /**
             * Format: uint64
             * @description The secret until now goes on working for so many seconds, at most 7 days; it ends at once when left out.
             */
            overlap_seconds?: number | null;
        };
    };
    responses: {
        /** @description It was refused or went wrong. */
        Error: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorAnswer"];
            };
        };
        /** @description It was refused or went wrong, in the words of RFC 6749 and RFC 8628. */
        OauthError: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["OauthError"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    device_sign_in_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceSignIn"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    device_sign_in_approve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    device_sign_in_deny: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    account_password_update: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    account_session_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    account_session_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    account_token_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    account_token_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MintedToken"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    account_token_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    account_token_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    account_token_rotate: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRotation"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MintedToken"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    action_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    area_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AreaList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    first_run_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FirstRunStatus"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    first_run_complete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FirstRun"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    grant_preset_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GrantPresetList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    invitation_look: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                secret: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationLook"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    invitation_accept: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                secret: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Acceptance"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedInvitation"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    invitation_decline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                secret: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    me_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    me_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    organization_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    organization_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOrganization"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    organization_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    organization_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationDeletion"];
            };
        };
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    organization_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    access_check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccessCheck"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessAnswers"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    access_explain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccessExplain"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessExplanation"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    access_matrix: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description `json` (usually), or `csv`: every member at once, a row for each project */
                format?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only this project */
                project?: string;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessMatrix"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    access_request_list: {
        parameters: {
            query?: {
                /** @description Where the page begins: `next_cursor` of the page before. */
                cursor?: string;
                /** @description How many at most: 1 to 100, usually 25. */
                limit?: number;
                /** @description Only those with this in the action, the reason or the name of who asks. */
                search?: string;
                /** @description Only those that are `pending`, `approved`, `declined`, `withdrawn`, `revoked` or `expired`. */
                state?: string;
            };
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessRequestList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    access_request_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccessRequest"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessRequest"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    access_request_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                access_request: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessRequest"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    access_request_approve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                access_request: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccessApproval"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessRequest"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    access_request_decline: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                access_request: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccessRefusal"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessRequest"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    access_request_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                access_request: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccessRefusal"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessRequest"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    access_request_withdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                access_request: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessRequest"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    access_simulate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccessSimulation"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessConsequences"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    access_who_can: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccessWhoCan"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AllowedHolderList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    audit_list: {
        parameters: {
            query?: {
                /** @description only this action: `projects.create` */
                action?: string;
                /** @description only what this account or token did */
                actor?: string;
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description from this instant on */
                from?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description `ok` or `denied` */
                outcome?: string;
                /** @description only what was done to this */
                target?: string;
                /** @description before this instant */
                to?: string;
            };
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEntryList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    audit_erase: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuditErase"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditErased"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    audit_export: {
        parameters: {
            query?: {
                /** @description only this action: `projects.create` */
                action?: string;
                /** @description only what this account or token did */
                actor?: string;
                /** @description `jsonl` (usually), which can be verified when it is unfiltered, or `csv`, for people */
                format?: string;
                /** @description from this instant on */
                from?: string;
                /** @description `ok` or `denied` */
                outcome?: string;
                /** @description only what was done to this */
                target?: string;
                /** @description before this instant */
                to?: string;
            };
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    audit_verify: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerification"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    database_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only those of this project */
                project?: string;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatabaseList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    database_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDatabase"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Database"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    database_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                database: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Database"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    database_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                database: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    database_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                database: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DatabaseChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Database"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    database_administrator_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                database: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatabaseAdministratorList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    database_administrator_add: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                database: string;
                member: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatabaseAdministrator"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    database_administrator_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                database: string;
                member: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    branch_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                database: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BranchList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    branch_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                database: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewBranch"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Branch"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    branch_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                branch: string;
                database: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Branch"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    branch_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                branch: string;
                database: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    branch_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                branch: string;
                database: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BranchChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Branch"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    invitation_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
                /** @description only those that are `pending`, `accepted`, `declined`, `cancelled`, `expired` or `void` */
                state?: string;
            };
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    invitation_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInvitation"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentInvitation"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    invitation_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invitation: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    invitation_cancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                invitation: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    invitation_resend: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                invitation: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Resend"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentInvitation"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    organization_leave: {
        parameters: {
            query?: {
                /** @description what becomes of the service tokens that the member made: `keep` or `revoke` */
                tokens?: string;
            };
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    member_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only those that hold this role themselves and not through a team, wherever the caller may know of */
                role?: string;
                /** @description only what has this text in its name, in any case */
                search?: string;
                /** @description only those that are `active` or `suspended` */
                state?: string;
            };
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    member_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    member_remove: {
        parameters: {
            query?: {
                /** @description what becomes of the service tokens that the member made: `keep` or `revoke` */
                tokens?: string;
            };
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                member: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    member_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                member: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    member_compare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member: string;
                organization: string;
                other: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberComparison"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    member_copy: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                member: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberCopy"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    member_role_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                member: string;
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleAssignments"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    project_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    project_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewProject"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    project_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    project_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    project_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    instance_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    instance_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewInstance"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Instance"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    instance_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Instance"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    instance_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    instance_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InstanceChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Instance"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    client_auth_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientAuth"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    client_auth_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientAuthChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClientAuth"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    session_forget: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionsToForget"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsForgotten"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    connection_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    connection_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewConnection"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    connection_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection: string;
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    connection_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                connection: string;
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    connection_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                connection: string;
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    connection_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection: string;
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTest"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    connection_try: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewConnection"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTest"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    data_list: {
        parameters: {
            query?: {
                /** @description the application user as JSON: `{"id":7,"roles":["customer"]}`; a user without roles when left out */
                as?: string;
                /** @description filters as in the data API's query string, joined by `&`: `status=eq.open&total=gt.5` */
                filter?: string;
                /** @description how many rows at most (default 25) */
                limit?: number;
                /** @description how many rows to pass over */
                offset?: number;
                /** @description as in the data API */
                order?: string;
                /** @description as in the data API */
                select?: string;
            };
            header?: never;
            path: {
                connection: string;
                instance: string;
                organization: string;
                project: string;
                table: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rows"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    instance_deprovision: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Instance"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    development_token_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewDevelopmentToken"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DevelopmentToken"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    instance_health_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceHealth"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_count: {
        parameters: {
            query?: {
                /** @description what is done: `select` (default), `insert`, `update` or `delete` */
                operation?: string;
                /** @description its slug in the document */
                permission?: string;
                /** @description how long it may take (default 2) */
                seconds?: number;
                /** @description the application user as JSON: `{"id":7,"roles":["customer"]}` */
                user?: string;
            };
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
                "application/yaml": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyCount"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_deploy: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyVersion"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_diff: {
        parameters: {
            query?: {
                /** @description `deployed` (default), `draft`, or the number of a version */
                from?: string;
                /** @description `draft` (default), `deployed`, or the number of a version; nothing where a document is sent */
                to?: string;
            };
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
                "application/yaml": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyDifference"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_draft_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyDraft"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_draft_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
                "application/yaml": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyDraft"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_draft_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    policy_explain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyQuestion"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyExplanation"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_impact: {
        parameters: {
            query?: {
                /** @description how long it may take (default 5) */
                seconds?: number;
                /** @description application users as a JSON list: `[{"id":7,"roles":["customer"]}]`; when left out those of the tests, and one for each role that none of them has */
                users?: string;
            };
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
                "application/yaml": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyImpact"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_promote: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPolicyPromotion"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyPromotion"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_promote_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PolicyPromotionPreview"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyPromotion"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_roles: {
        parameters: {
            query?: {
                /** @description `deployed` (default), or `draft`: what is in force where none was saved */
                of?: string;
            };
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyRoles"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
                "application/yaml": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyTestReport"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_types: {
        parameters: {
            query?: {
                /** @description the application roles, parted by commas: `customer,support` */
                roles?: string;
            };
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyTypes"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_validate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
                "application/yaml": string;
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyValidation"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_version_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
            };
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyVersionSummaryList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_version_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyVersion"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    policy_rollback: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyVersion"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    instance_request_list: {
        parameters: {
            query?: {
                /** @description only what came after this `sequence`: ask again with the `latest` of the answer before */
                after?: number;
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description from this instant on */
                from?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only requests of users with this role */
                role?: string;
                /** @description only this status, or this class: `403`, `4xx` */
                status?: string;
                /** @description only requests for this table: `orders`, `main.orders` */
                table?: string;
                /** @description before this instant */
                to?: string;
                /** @description only requests of this `$user.id`; it needs `data.view` too */
                user?: string;
            };
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceRequestList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    revocation_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevocationList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    revocation_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRevocation"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revocation"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    revocation_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
                revocation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    schema_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InstanceSchema"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    signing_key_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SigningKeys"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    signing_key_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MintedSigningKey"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    signing_key_retire: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    application_user_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only users who had this role at their last request */
                role?: string;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationUserList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    application_user_count: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                instance: string;
                organization: string;
                project: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationUserCount"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    role_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    role_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRole"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleSaved"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    role_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    role_delete: {
        parameters: {
            query?: {
                /** @description the role that everybody is given who holds the deleted one */
                reassign?: string;
            };
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                organization: string;
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    role_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                organization: string;
                role: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleSaved"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    role_compare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
                other: string;
                role: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleComparison"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    role_duplicate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
                role: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleDuplicate"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleSaved"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    service_token_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceTokenList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    service_token_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewServiceToken"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MintedServiceToken"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    service_token_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceToken"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    service_token_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                organization: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    service_token_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                organization: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServiceTokenChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceToken"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    service_token_grant_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                organization: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenGrantList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    service_token_grant_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTokenGrant"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenGrant"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    service_token_grant_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                grant: string;
                organization: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    service_token_rotate: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                organization: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRotation"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MintedServiceToken"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    organization_settings_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationSettings"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    organization_settings_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OrganizationSettingsChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationSettings"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    team_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    team_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTeam"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    team_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    team_delete: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                organization: string;
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    team_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                organization: string;
                team: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TeamChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    team_database_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                organization: string;
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatabaseList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    team_database_add: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                database: string;
                organization: string;
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Database"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    team_database_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                database: string;
                organization: string;
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    team_member_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path: {
                organization: string;
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamMemberList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    team_member_add: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member: string;
                organization: string;
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamMember"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    team_member_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                member: string;
                organization: string;
                team: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    team_role_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path: {
                organization: string;
                team: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleAssignments"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    /** @description a sign that differs after each change of access; no request that follows is judged by an older state; absent where the organization is gone */
                    "x-policy-epoch"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TeamDetail"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    plan_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlanList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    refusal_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                request: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Refusal"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    region_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegionList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    role_template_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleTemplateList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    server_audit_list: {
        parameters: {
            query?: {
                /** @description only this action: `projects.create` */
                action?: string;
                /** @description only what this account or token did */
                actor?: string;
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description from this instant on */
                from?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description `ok` or `denied` */
                outcome?: string;
                /** @description only what was done to this */
                target?: string;
                /** @description before this instant */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEntryList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    server_audit_export: {
        parameters: {
            query?: {
                /** @description only this action: `projects.create` */
                action?: string;
                /** @description only what this account or token did */
                actor?: string;
                /** @description `jsonl` (usually), which can be verified when it is unfiltered, or `csv`, for people */
                format?: string;
                /** @description from this instant on */
                from?: string;
                /** @description `ok` or `denied` */
                outcome?: string;
                /** @description only what was done to this */
                target?: string;
                /** @description before this instant */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    server_audit_verify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerification"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    server_operator_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OperatorList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    server_operator_add: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewOperator"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Operator"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    server_operator_remove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    server_organization_list: {
        parameters: {
            query?: {
                /** @description the `next_cursor` of the page before */
                cursor?: string;
                /** @description `false` for those that nobody owns who can sign in, `true` for the others */
                has_owner?: string;
                /** @description how many items at most (default 25) */
                limit?: number;
                /** @description only what has this text in its name, in any case */
                search?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerOrganizationList"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    server_organization_open: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerOrganization"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    server_owner_add: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organization: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NamedOwner"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerOrganization"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    server_settings_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerSettings"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    server_settings_update: {
        parameters: {
            query?: never;
            header?: {
                /** @description the `ETag` that the change is based on; another one by now answers 412 */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ServerSettingsChange"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServerSettings"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    sign_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignUp"];
            };
        };
        responses: {
            /** @description Done. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    token_inspect: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenInspection"];
                };
            };
            default: components["responses"]["Error"];
        };
    };
    token_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Error"];
        };
    };
    device_sign_in_start: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceAuthorizationRequest"];
                "application/x-www-form-urlencoded": components["schemas"]["DeviceAuthorizationRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceAuthorization"];
                };
            };
            default: components["responses"]["OauthError"];
        };
    };
    device_sign_in_finish: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeviceTokenRequest"];
                "application/x-www-form-urlencoded": components["schemas"]["DeviceTokenRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceToken"];
                };
            };
            default: components["responses"]["OauthError"];
        };
    };
}
