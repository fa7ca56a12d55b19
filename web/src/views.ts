/** The views of an instance that exist, in the sidebar's order and groups; slugs as in the PowerSync document. */
export const INSTANCE_VIEWS = {
  health: "Health",
  connections: "Database Connections",
  "client-auth": "Client Auth",
  users: "Application users",
  permissions: "Permissions & Roles",
  data: "Data browser",
  logs: "Logs",
  settings: "Settings",
} as const;

export type InstanceView = keyof typeof INSTANCE_VIEWS;

export function isInstanceView(text: string): text is InstanceView {
  return text in INSTANCE_VIEWS;
}
