import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import type { InstancePlace } from "./instances";
import { listOptions } from "./list";
import type { Body } from "./nouns";

const POLICY = "/api/v1/organizations/{organization}/projects/{project}/instances/{instance}/policy";

/** A document travels as it was written, not wrapped in JSON. */
const YAML = { "Content-Type": "application/yaml" };
const asWritten = (source: unknown) => source as string;

export const policy = (path: InstancePlace) =>
  queryOptions({
    queryKey: ["instance", path.instance, "policy"],
    queryFn: () => answer(client.GET(POLICY, { params: { path } })),
  });

export const draft = (path: InstancePlace) =>
  queryOptions({
    queryKey: ["instance", path.instance, "draft"],
    queryFn: () => answer(client.GET(`${POLICY}/draft`, { params: { path } })),
  });

/** Otherwise it is the policy in force that is about to be edited. */
export const isSaved = (saved: Body<"PolicyDraft">) => typeof saved.updated_at === "string";

export const saveDraft = (path: InstancePlace, revision: number, source: string) =>
  answer(
    client.PUT(`${POLICY}/draft`, {
      params: { path },
      body: source,
      bodySerializer: asWritten,
      headers: { ...YAML, ...ifMatch(revision) },
    }),
  );

export const discardDraft = (path: InstancePlace, revision: number) =>
  answer(client.DELETE(`${POLICY}/draft`, { params: { path }, headers: ifMatch(revision) }));

export const validate = (path: InstancePlace, source: string) =>
  answer(
    client.POST(`${POLICY}/validate`, { params: { path }, body: source, bodySerializer: asWritten, headers: YAML }),
  );

/** What each role of the policy in force may do, and how many users hold it. */
export const policyRoles = (path: InstancePlace) =>
  queryOptions({
    queryKey: ["instance", path.instance, "roles"],
    queryFn: () => answer(client.GET(`${POLICY}/roles`, { params: { path } })),
  });

/** TypeScript types of what holders of a role may read and write. */
export const policyTypes = (path: InstancePlace, role: string) =>
  queryOptions({
    queryKey: ["instance", path.instance, "types", role],
    queryFn: () => answer(client.GET(`${POLICY}/types`, { params: { path, query: { roles: role } } })),
  });

/** Runs the tests of a document on live data. */
export const runTests = (path: InstancePlace, source: string) =>
  answer(client.POST(`${POLICY}/test`, { params: { path }, body: source, bodySerializer: asWritten, headers: YAML }));

/** What changes from the policy in force to a document, as written. */
export const difference = (path: InstancePlace, source: string) =>
  queryOptions({
    queryKey: ["instance", path.instance, "difference", source],
    queryFn: () =>
      answer(
        client.POST(`${POLICY}/diff`, { params: { path }, body: source, bodySerializer: asWritten, headers: YAML }),
      ),
    retry: false,
  });

/** What a document would give and take on the live rows. */
export const measureImpact = (path: InstancePlace, source: string) =>
  answer(client.POST(`${POLICY}/impact`, { params: { path }, body: source, bodySerializer: asWritten, headers: YAML }));

/** Which live rows one permission of a document admits for a user. */
export const countRows = (
  path: InstancePlace,
  asked: { text: string; permission: string; operation: string; user: string },
) =>
  answer(
    client.POST(`${POLICY}/count`, {
      params: { path, query: { permission: asked.permission, operation: asked.operation, user: asked.user } },
      body: asked.text,
      bodySerializer: asWritten,
      headers: YAML,
    }),
  );

/** What the policy in force says to a user, a table and an operation. */
export const explainPolicy = (path: InstancePlace, body: Body<"PolicyQuestion">) =>
  answer(client.POST(`${POLICY}/explain`, { params: { path }, body }));

export const deploy = (path: InstancePlace, revision: number) =>
  answer(client.POST(`${POLICY}/deploy`, { params: { path }, headers: ifMatch(revision) }));

export const versions = (path: InstancePlace) =>
  listOptions(["instance", path.instance, "versions"], (cursor) =>
    answer(client.GET(`${POLICY}/versions`, { params: { path, query: { cursor } } })),
  );

export const version = (path: InstancePlace, number: number) =>
  queryOptions({
    queryKey: ["instance", path.instance, "version", number],
    queryFn: () =>
      answer(client.GET(`${POLICY}/versions/{version}`, { params: { path: { ...path, version: number } } })),
  });

export const rollback = (path: InstancePlace, number: number) =>
  answer(client.POST(`${POLICY}/versions/{version}/rollback`, { params: { path: { ...path, version: number } } }));
