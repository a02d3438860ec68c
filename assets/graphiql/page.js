// The page around GraphiQL: the example queries in its tabs, one fetcher for both transports,
// and the access token of the headers tab on both of them.
(function () {
  "use strict";

  var endpoint = new URL("/graphql", window.location.href);
  var socketUrl = new URL(endpoint);
  socketUrl.protocol = endpoint.protocol === "https:" ? "wss:" : "ws:";

  var headersHelp = JSON.stringify({ Authorization: "Bearer <accessToken of signIn>" }, null, 2);

  // The placeholder of the headers tab is no token; sending it would only be refused.
  function withoutPlaceholder(headers) {
    var kept = {};
    Object.keys(headers || {}).forEach(function (name) {
      if (!/<.*>/.test(String(headers[name]))) kept[name] = headers[name];
    });
    return kept;
  }

  function authorizationOf(headers) {
    var name = Object.keys(headers).find(function (key) { return key.toLowerCase() === "authorization"; });
    return name ? headers[name] : undefined;
  }

  // One socket for each token: the server reads it once, when the connection opens.
  var sockets = new Map();
  function socketFor(authorization) {
    if (!sockets.has(authorization)) {
      sockets.set(authorization, graphqlWs.createClient({
        url: socketUrl.href,
        connectionParams: authorization ? { authorization: authorization } : {},
      }));
    }
    return sockets.get(authorization);
  }

  function overHttp(params, headers) {
    return fetch(endpoint, {
      method: "POST",
      headers: Object.assign({ "content-type": "application/json" }, headers),
      body: JSON.stringify(params),
    }).then(function (response) { return response.json(); });
  }

  function overSocket(params, headers) {
    return {
      subscribe: function (sink) {
        return { unsubscribe: socketFor(authorizationOf(headers)).subscribe(params, {
          next: sink.next.bind(sink),
          complete: sink.complete.bind(sink),
          error: function (cause) {
            sink.error(cause instanceof CloseEvent ? new Error("The socket closed: " + cause.code + " " + cause.reason) : cause);
          },
        }) };
      },
    };
  }

  function isSubscription(params, options) {
    var document = options && options.documentAST;
    if (!document) return false;
    return document.definitions.some(function (definition) {
      return definition.kind === "OperationDefinition"
        && definition.operation === "subscription"
        && (!params.operationName || !definition.name || definition.name.value === params.operationName);
    });
  }

  function fetcher(params, options) {
    var headers = withoutPlaceholder(options && options.headers);
    return isSubscription(params, options) ? overSocket(params, headers) : overHttp(params, headers);
  }

  var tabs = window.JOBWISE_EXAMPLES.map(function (example) {
    return { query: example.query, headers: headersHelp };
  });

  ReactDOM.createRoot(document.getElementById("graphiql")).render(
    React.createElement(GraphiQL, {
      fetcher: fetcher,
      defaultTabs: tabs,
      defaultHeaders: headersHelp,
      isHeadersEditorEnabled: true,
      shouldPersistHeaders: false,
    })
  );
})();
