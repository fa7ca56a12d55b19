import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { me } from "../api/account";
import { instance } from "../api/instances";
import { project } from "../api/projects";

/** Where the address says we are; what is not chosen is undefined. */
export function usePlace() {
  const params = useParams({ strict: false });
  const account = useQuery(me()).data;
  const organizationId = params.organization ?? account?.organizations[0]?.id;
  return {
    organizationId,
    organizationName: account?.organizations.find((each) => each.id === organizationId)?.name,
    projectId: params.project,
    instanceId: params.instance,
  };
}

/** The things at that place, for their names and for what may be done with them. */
export function useThings() {
  const place = usePlace();
  const { organizationId = "", projectId = "", instanceId = "" } = place;
  return {
    ...place,
    project: useQuery({ ...project(organizationId, projectId), enabled: projectId !== "" }).data,
    instance: useQuery({ ...instance(organizationId, projectId, instanceId), enabled: instanceId !== "" }).data,
  };
}

/** What the caller holds on an organization; known even to those who may not see the organization itself. */
export function useHeld(organizationId: string) {
  return useQuery(me()).data?.organizations.find((each) => each.id === organizationId);
}
