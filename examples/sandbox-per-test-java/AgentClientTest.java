import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;

public class AgentClientTest {
  static final String AGENT = "d8f2a229-2f5c-42ba-ac65-402f2c25fee2";
  static final String NEW_AGENT = """
      {"name": "Front Desk", "voice_id": "Sulafat", "max_duration": 30, "temperature": 0.7, "silence_timeout": 5,
       "voice_activity_timeout": 1000, "llm_model": "gpt-4o-mini", "language": "en-US", "background_noise": false,
       "voicemail_detection": false}""";

  /** The client under test. After a 429 it retries, with at most three attempts. */
  record AgentClient(String baseUrl, String apiKey) {
    String create(String agent) throws Exception {
      var answer = send("POST", "create-agent", agent);
      return answer.split("\"id\":\"")[1].split("\"")[0];  // A client of your own has a JSON library.
    }

    void update(String id, String changes) throws Exception { send("PUT", "update-agent/" + id, changes); }

    void archive(String id) throws Exception {
      send("POST", "archive-agent", "{\"agent_id\": \"%s\"}".formatted(id));
    }

    private String send(String method, String path, String body) throws Exception {
      for (int attempt = 1;; attempt += 1) {
        var answer = AgentClientTest.send(HttpRequest.newBuilder(URI.create(baseUrl + "/functions/v1/crm-api/" + path))
            .header("x-api-key", apiKey).header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
        if (answer.statusCode() == 429 && attempt < 3) continue;
        if (answer.statusCode() >= 300) throw new IOException(answer.statusCode() + " " + answer.body());
        return answer.body();
      }
    }
  }

  static void createsUpdatesAndArchives(Sandbox sandbox) throws Exception {
    var client = new AgentClient(sandbox.url(), sandbox.apiKey());
    var agent = client.create(NEW_AGENT);
    sandbox.verify("""
        {"effect": {"kind": "created", "collection": "centerfy", "changed": {"/name": "Front Desk"}}, "exactly": 1}""");
    client.update(agent, "{\"temperature\": 0.25}");
    sandbox.verify("""
        {"effect": {"kind": "updated", "id": "%s", "changed": {"/temperature": 0.25}, "only": true},
         "exactly": 1}""".formatted(agent));
    client.archive(agent);
    sandbox.verify("""
        {"effect": {"kind": "deleted", "id": "%s"}, "exactly": 1}""".formatted(agent));
  }

  static void changesWhatItSaysAndNothingElse(Sandbox sandbox) throws Exception {
    new AgentClient(sandbox.url(), sandbox.apiKey()).update(AGENT, "{\"temperature\": 0.25}");
    sandbox.verify("""
        {"request": {"method": "PUT", "headers": {"x-api-key": {"equalTo": "%s"}}},
         "effect": {"collection": "centerfy", "id": "%s", "changed": {"/temperature": 0.25}, "only": true},
         "exactly": 1}""".formatted(sandbox.apiKey(), AGENT));
  }

  static void triesAgainAfter429(Sandbox sandbox) throws Exception {
    sandbox.admin("POST", "/mappings", """
        {"request": {"method": "PUT"}, "understudy": {"error": 429, "times": 1}}""", 201);
    new AgentClient(sandbox.url(), sandbox.apiKey()).update(AGENT, "{\"temperature\": 0.25}");
    sandbox.verify("{\"request\": {\"method\": \"PUT\"}, \"exactly\": 2}");
    sandbox.verify("{\"effect\": {\"changed\": {\"/temperature\": 0.25}}, \"exactly\": 1}");
  }

  /** A sandbox for one test. The client selects it with its API key only. */
  record Sandbox(String url, String name) {
    String apiKey() { return "cfy_your_api_key~" + name; }

    void admin(String method, String path, String document, int expected) throws Exception {
      var answer = send(HttpRequest.newBuilder(URI.create(url + "/sandbox/" + name + "/__admin" + path))
          .method(method, BodyPublishers.ofString(document)));
      check(answer.statusCode() == expected, answer.body());
    }

    void verify(String question) throws Exception { admin("POST", "/verify", question, 200); }
  }

  interface Test { void run(Sandbox sandbox) throws Exception; }

  static void run(String url, String name, Test test) throws Exception {
    var sandbox = new Sandbox(url, "java-" + UUID.randomUUID());
    test.run(sandbox);
    sandbox.admin("DELETE", "/sandboxes/" + sandbox.name(), "", 200);
    System.out.println(name);
  }

  /** Run it with a server, which sets the variable: understudy run -- java AgentClientTest.java */
  public static void main(String[] arguments) throws Exception {
    var url = Objects.requireNonNull(System.getenv("UNDERSTUDY_URL"), "UNDERSTUDY_URL is not set");
    run(url, "an agent is created, updated and archived", AgentClientTest::createsUpdatesAndArchives);
    run(url, "an update changes what it says and nothing else", AgentClientTest::changesWhatItSaysAndNothingElse);
    run(url, "it tries again after a 429", AgentClientTest::triesAgainAfter429);
  }

  static final HttpClient CLIENT = HttpClient.newHttpClient();

  static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return CLIENT.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
  }

  static void check(boolean isSo, String message) {
    if (!isSo) throw new AssertionError(message);
  }
}
