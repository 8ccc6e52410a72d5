package io.millrace.spark.batch.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.millrace.spark.batch.ObjectStore;
import java.io.IOException;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of a dataset's manifests, one object each, from which one is restored when the manifest
 * itself was damaged. A copy goes when a file that it names goes, and when there are many newer
 * ones.
 */
final class ManifestHistory {

  private static final Logger log = LoggerFactory.getLogger(ManifestHistory.class);
  private static final int MOST = 20;

  private final ObjectStore store;
  private final String folder;

  /**
   * @param folder where the copies are, with a slash at its end
   */
  ManifestHistory(ObjectStore store, String folder) {
    this.store = store;
    this.folder = folder;
  }

  /** Keeps a copy of a version that was published; does nothing for one that never was. */
  void keep(Manifest manifest) throws IOException {
    if (manifest.version() > 0) {
      store.write(object(manifest.version()), PublishedDataset.text(manifest));
    }
  }

  private String object(long version) {
    return folder + String.format(Locale.ROOT, "%010d.json", version);
  }

  /** All copies that can be read, by version. */
  SortedMap<Long, Manifest> all() throws IOException {
    SortedMap<Long, Manifest> copies = new TreeMap<>();
    for (String object : store.below(folder)) {
      Optional<String> text = store.read(object);
      if (text.isEmpty()) {
        continue;
      }
      try {
        Manifest manifest = PublishedDataset.parse(text.get());
        copies.put(manifest.version(), manifest);
      } catch (JsonProcessingException e) {
        log.atWarn().addKeyValue("object", object).setCause(e).log("a copy is no manifest");
      }
    }
    return copies;
  }

  /**
   * Deletes the copies that need an object which is to be removed, and the oldest beyond a bound.
   *
   * @param dataset the folder of the dataset's own files
   */
  void forget(Collection<String> gone, String dataset) throws IOException {
    SortedMap<Long, Manifest> copies = all();
    int surplus = copies.size() - MOST;
    for (Manifest copy : copies.values()) {
      if (surplus > 0 || gone.stream().anyMatch(object -> copy.needs(object, dataset))) {
        store.delete(object(copy.version()));
      }
      surplus--;
    }
  }
}
