import { queryOptions } from "@tanstack/react-query";
import { answer, client, ifMatch } from "./client";
import { listOptions } from "./list";
import type { Body } from "./nouns";

export const me = () =>
  queryOptions({ queryKey: ["me"], queryFn: () => answer(client.GET("/api/v1/me")), staleTime: 60_000 });

export const firstRun = () =>
  queryOptions({ queryKey: ["first-run"], queryFn: () => answer(client.GET("/api/v1/first-run")) });

export const completeFirstRun = (body: Body<"FirstRun">) => answer(client.POST("/api/v1/first-run", { body }));

export const signIn = (body: Body<"SignIn">) => answer(client.POST("/api/v1/sign-in", { body }));

export const signUp = (body: Body<"SignUp">) => answer(client.POST("/api/v1/sign-up", { body }));

export const signOut = () => answer(client.POST("/api/v1/sign-out"));

export const renameMe = (version: number, display_name: string) =>
  answer(client.PATCH("/api/v1/me", { body: { display_name }, headers: ifMatch(version) }));

export const changePassword = (body: Body<"PasswordChange">) =>
  answer(client.PUT("/api/v1/account/password", { body }));

export const sessions = () =>
  listOptions(["sessions"], (cursor) =>
    answer(client.GET("/api/v1/account/sessions", { params: { query: { cursor } } })),
  );

export const revokeSession = (session: string) =>
  answer(client.DELETE("/api/v1/account/sessions/{session}", { params: { path: { session } } }));

export const tokens = () =>
  listOptions(["tokens"], (cursor) => answer(client.GET("/api/v1/account/tokens", { params: { query: { cursor } } })));

export type Token = Body<"Token">;

export const createToken = (body: Body<"NewToken">) => answer(client.POST("/api/v1/account/tokens", { body }));

export const revokeToken = (token: string) =>
  answer(client.DELETE("/api/v1/account/tokens/{token}", { params: { path: { token } } }));

export const changeToken = (token: Token, body: Body<"TokenChange">) =>
  answer(
    client.PATCH("/api/v1/account/tokens/{token}", {
      params: { path: { token: token.id } },
      body,
      headers: ifMatch(token.version),
    }),
  );

export const rotateToken = (token: Token, body: Body<"TokenRotation">) =>
  answer(
    client.POST("/api/v1/account/tokens/{token}/rotate", {
      params: { path: { token: token.id } },
      body,
      headers: ifMatch(token.version),
    }),
  );
