import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense } from "react";
import { ApiError } from "../../../../api/error";
import { type InstancePlace, instance } from "../../../../api/instances";
import type { Body } from "../../../../api/nouns";
import { Loaded } from "../../../../parts/loaded";
import { Refused } from "../../../../parts/refused";
import { LoadingRows } from "../../../../ui/table";
import type { InstanceView } from "../../../../views";
import { ClientAuthView } from "./client-auth";
import { ConnectionsView } from "./connections";
import { DataBrowserView } from "./data";
import { HealthView } from "./health";
import { LogsView } from "./logs";
import { InstanceSettingsView } from "./settings";
import { UsersView } from "./users";

/** What every view of an instance is given. */
export type ViewProps = { place: InstancePlace; held: Body<"Instance"> };

// The editor is a third of the dashboard's weight; only this view needs it.
const PermissionsView = lazy(() => import("./permissions").then((module) => ({ default: module.PermissionsView })));

const VIEWS: Record<InstanceView, ComponentType<ViewProps>> = {
  health: HealthView,
  connections: ConnectionsView,
  "client-auth": ClientAuthView,
  users: UsersView,
  permissions: PermissionsView,
  data: DataBrowserView,
  logs: LogsView,
  settings: InstanceSettingsView,
};

const NOT_FOUND = new ApiError(404, {});

export function InstancePage() {
  const params = useParams({ from: "/inside/org/$organization/project/$project/$instance/$view" });
  const place = { organization: params.organization, project: params.project, instance: params.instance };
  const query = useQuery(instance(place.organization, place.project, place.instance));
  const View = params.view ? VIEWS[params.view] : null;
  if (!View) return <Refused error={NOT_FOUND} />;
  return (
    <Loaded query={query} isPage>
      {(held) => (
        <Suspense fallback={<LoadingRows />}>
          <View key={held.id} place={place} held={held} />
        </Suspense>
      )}
    </Loaded>
  );
}
