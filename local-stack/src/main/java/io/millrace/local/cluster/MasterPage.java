package io.millrace.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** What a standalone master says of its cluster, by its page {@code /json/}. */
public final class MasterPage {

  private static final int CONNECT_MILLISECONDS = 500;
  private static final int ANSWER_MILLISECONDS = 4_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI page;

  /**
   * @param page its address, without a path
   */
  public MasterPage(URI page) {
    this.page = page;
  }

  /**
   * A cluster at a moment.
   *
   * @param status {@code ALIVE} once it schedules
   * @param workers those that the master can reach
   * @param applications running and, of late, ended
   */
  public record Cluster(String status, List<Worker> workers, List<Application> applications) {

    /** Copies the lists. */
    public Cluster {
      workers = List.copyOf(workers);
      applications = List.copyOf(applications);
    }
  }

  /**
   * A worker.
   *
   * @param page its address
   * @param coresUsed by executors
   */
  public record Worker(String id, URI page, int coresUsed) {}

  /**
   * An application.
   *
   * @param cores it has, or had at last
   * @param state such as {@code RUNNING} or {@code FINISHED}
   */
  public record Application(String id, String name, int cores, String state) {}

  /**
   * Asks the master.
   *
   * @throws IOException if it does not answer within seconds
   */
  public Cluster ask() throws IOException {
    HttpURLConnection connection =
        (HttpURLConnection) page.resolve("/json/").toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MILLISECONDS);
    connection.setReadTimeout(ANSWER_MILLISECONDS);
    try (InputStream answer = connection.getInputStream()) {
      return read(JSON.readTree(answer));
    } finally {
      connection.disconnect();
    }
  }

  private static Cluster read(JsonNode json) {
    List<Worker> workers = new ArrayList<>();
    for (JsonNode worker : json.path("workers")) {
      if (worker.path("state").asText().equals("ALIVE")) {
        workers.add(
            new Worker(
                worker.path("id").asText(),
                URI.create(worker.path("webuiaddress").asText()),
                worker.path("coresused").asInt()));
      }
    }
    List<Application> applications = new ArrayList<>();
    for (String list : List.of("activeapps", "completedapps")) {
      for (JsonNode application : json.path(list)) {
        applications.add(
            new Application(
                application.path("id").asText(),
                application.path("name").asText(),
                application.path("cores").asInt(),
                application.path("state").asText()));
      }
    }
    return new Cluster(json.path("status").asText(), workers, applications);
  }
}
