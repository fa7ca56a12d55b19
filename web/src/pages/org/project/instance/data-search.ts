/** What the address says: which table, seen by whom. */
export type DataSearch = {
  connection: string;
  table: string;
  subject: string;
  roles: string;
  claims: string;
  order: string;
  filter: string;
  offset: string;
};

export function readSearch(search: Record<string, string>): DataSearch {
  const get = (name: string) => search[name] ?? "";
  return {
    connection: get("connection"),
    table: get("table"),
    subject: get("subject"),
    roles: get("roles"),
    claims: get("claims"),
    order: get("order"),
    filter: get("filter"),
    offset: get("offset"),
  };
}

/** The address says nothing of who looks. */
export function isAnyone(search: DataSearch): boolean {
  return search.subject === "" && search.roles === "" && search.claims === "";
}

export function splitRoles(roles: string): string[] {
  return roles.split(/[\s,]+/).filter(Boolean);
}

/** Why a text is no set of claims, or null. */
export function claimsProblem(claims: string): string | null {
  if (claims.trim() === "") return null;
  try {
    const parsed: unknown = JSON.parse(claims);
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    return isObject ? null : 'Claims are a JSON object, such as {"countries": ["DE"]}.';
  } catch {
    return "This is not JSON yet.";
  }
}

/** The application user as the server reads it. */
export function asUser(search: DataSearch): string {
  const claims = claimsProblem(search.claims) === null && search.claims.trim() !== "" ? JSON.parse(search.claims) : {};
  return JSON.stringify({
    ...claims,
    ...(search.subject ? { id: search.subject } : {}),
    roles: splitRoles(search.roles),
  });
}
