// One urql client for both transports: queries and mutations over HTTP, subscriptions over
// graphql-transport-ws, with the access token on both.
import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import type { AnyVariables, DocumentInput, OperationResult, SubscriptionForwarder } from "@urql/core";
import { createClient } from "graphql-ws";
import { toAsyncIterable } from "wonka";
import WebSocket from "ws";

export class Connection {
  accessToken: string | undefined;
  readonly #client: Client;
  readonly #socket;

  constructor(address: string) {
    const url = `${address}/graphql`;
    // A function, so that a socket that comes back brings the newest token.
    const connectionParams = () => this.#headers();
    // A browser has a WebSocket of its own, and needs no webSocketImpl.
    this.#socket = createClient({ url: url.replace(/^http/, "ws"), webSocketImpl: WebSocket, connectionParams });
    const forwardSubscription: SubscriptionForwarder = ({ query = "", variables = {} }) => ({
      subscribe: (sink) => ({ unsubscribe: this.#socket.subscribe({ query, variables: { ...variables } }, sink) }),
    });
    this.#client = new Client({
      url,
      preferGetMethod: false,
      fetchOptions: () => ({ headers: this.#headers() }),
      exchanges: [subscriptionExchange({ forwardSubscription }), fetchExchange],
    });
  }

  #headers(): Record<string, string> {
    return this.accessToken ? { authorization: `Bearer ${this.accessToken}` } : {};
  }

  /** The answer's data; a fault is thrown. */
  async query<Data, Variables extends AnyVariables>(document: DocumentInput<Data, Variables>, variables: Variables) {
    return dataOf(await this.#client.query<Data, Variables>(document, variables).toPromise());
  }

  /** The answer's data; a fault is thrown. What may happen is a `status` in the payload. */
  async mutate<Data, Variables extends AnyVariables>(document: DocumentInput<Data, Variables>, variables: Variables) {
    return dataOf(await this.#client.mutation<Data, Variables>(document, variables).toPromise());
  }

  /** Each answer as it comes, until the server completes the subscription. */
  async *subscribe<Data, Variables extends AnyVariables>(
    document: DocumentInput<Data, Variables>,
    variables: Variables,
  ) {
    for await (const result of toAsyncIterable(this.#client.subscription<Data, Variables>(document, variables))) {
      // urql tells of the end by the last answer once more.
      if (!result.hasNext && !result.error) return;
      yield dataOf(result);
    }
  }

  async close() {
    await this.#socket.dispose();
  }
}

function dataOf<Data>(result: OperationResult<Data, AnyVariables>): Data {
  // The cause holds the codes: `cause.graphQLErrors[0]?.extensions`.
  if (result.error) throw new Error(result.error.message, { cause: result.error });
  if (result.data === undefined) throw new Error("The answer has no data.");
  return result.data;
}
