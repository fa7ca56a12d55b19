import { queryOptions } from "@tanstack/react-query";
import { answer, client } from "./client";

const ONE = "/api/v1/account/device/{user_code}";
const at = (user_code: string) => ({ path: { user_code } });

/** The program that shows this code; asked once, since every question counts against guessing. */
export const deviceSignIn = (code: string) =>
  queryOptions({
    queryKey: ["device", code],
    queryFn: () => answer(client.GET(ONE, { params: at(code) })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const approveDevice = (code: string) => answer(client.POST(`${ONE}/approve`, { params: at(code) }));

export const denyDevice = (code: string) => answer(client.POST(`${ONE}/deny`, { params: at(code) }));
