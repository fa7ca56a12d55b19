//! Who may administer: actions, areas, levels, roles, scopes; decide, list, explain
