// An account of its own for a run against a server: what a client asks to get one.

export const SIGN_UP = "mutation($input: SignUpInput!) { signUp(input: $input) { status } }";
export const SIGN_IN = "mutation($input: SignInInput!) { signIn(input: $input) { status accessToken } }";

export function newInput() {
  return { email: `wire-${process.pid}-${Date.now()}@example.com`, password: "a long password of a test" };
}

// Signs up and in by `ask(query, variables)`, which resolves to the answer's data.
export async function signedIn(ask) {
  const input = newInput();
  await ask(SIGN_UP, { input });
  const { signIn } = await ask(SIGN_IN, { input });
  if (!signIn.accessToken) throw new Error(`nobody could sign in: ${JSON.stringify(signIn)}`);
  return signIn.accessToken;
}
