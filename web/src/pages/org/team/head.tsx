import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { counts } from "../../../api/team";
import { paths } from "../../../paths";
import { PageHead } from "../../../ui/page";
import { Tabs } from "../../../ui/tabs";

/** The head of every Team page; its acts are those of the open tab. */
export function TeamHead({ organization, children }: { organization: string; children?: ReactNode }) {
  const held = useQuery(counts(organization)).data;
  return (
    <>
      <PageHead title="Team">{children}</PageHead>
      <Tabs
        label="Team"
        tabs={[
          { to: paths.team(organization), label: "Members", count: held?.members },
          { to: paths.roles(organization), label: "Roles", count: held?.roles },
          { to: paths.teams(organization), label: "Teams", count: held?.teams },
          { to: paths.serviceTokens(organization), label: "Service tokens", count: held?.serviceTokens },
          { to: paths.requests(organization), label: "Requests", count: held?.requests },
        ]}
      />
    </>
  );
}
