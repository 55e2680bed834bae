package dev.refinery.storage.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.refinery.storage.ObjectCorrupt;
import dev.refinery.storage.ObjectStore;
import dev.refinery.storage.ObjectStoreContract;
import dev.refinery.storage.StoreUnavailable;
import org.junit.jupiter.api.Test;

class InMemoryObjectStoreTest extends ObjectStoreContract {
    private final InMemoryObjectStore store = new InMemoryObjectStore();

    @Override
    protected ObjectStore store() {
        return store;
    }

    @Test
    void callersCannotChangeWhatIsStored() {
        byte[] bytes = text("abc");
        store.put(key("a"), bytes, "text/plain");
        bytes[0] = 'x';
        store.get(key("a"), null)[1] = 'x';
        assertThat(store.get(key("a"), null)).isEqualTo(text("abc"));
    }

    @Test
    void failsWhenTold() {
        store.put(key("a"), text("abc"), "text/plain");
        store.corrupt(key("a"), text("abd"));
        assertThatThrownBy(() -> store.get(key("a"), null)).isInstanceOf(ObjectCorrupt.class);
        store.failNext(1);
        assertThatThrownBy(() -> store.head(key("a"))).isInstanceOf(StoreUnavailable.class);
        assertThat(store.head(key("a"))).isPresent();
        store.setDown(true);
        assertThatThrownBy(() -> store.put(key("b"), text("b"), "text/plain")).isInstanceOf(StoreUnavailable.class);
    }
}
