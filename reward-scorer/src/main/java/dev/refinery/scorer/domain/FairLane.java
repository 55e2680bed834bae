package dev.refinery.scorer.domain;

import dev.refinery.contracts.id.CandidateId;
import dev.refinery.contracts.id.TenantId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One lane's order of work, shared between tenants by weight. Each tenant has an account of the device-seconds that it was given, divided by
 * its weight; whoever waits with the lowest account is next. Who begins to wait is lifted to the account that was served last, so nobody saves up turns by
 * being away. A release charges what the task is likely to take, its end corrects that to what it took.
 *
 * <p>Tenants that always wait receive device-seconds in proportion to their weights, within one task each. The idea is start-time fair queueing
 * (Goyal, Vin, Cheng 1996). The same calls give the same order. Not thread-safe.
 */
public final class FairLane {
    private final ToDoubleFunction<TenantId> weights;
    private final CostModel costs = new CostModel();
    private final Map<TenantId, Account> accounts =
            new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
    private final Map<CandidateId, Ticket> waiting = new HashMap<>();
    private final Map<CandidateId, Charge> released = new HashMap<>();
    private double served;

    /** @param weights of tenants, positive */
    public FairLane(ToDoubleFunction<TenantId> weights) {
        this.weights = weights;
    }

    private static final class Account {
        final TreeSet<Ticket> queue = new TreeSet<>();
        double given;
        int out;
    }

    private record Charge(Ticket ticket, double seconds) {}

    public void add(Ticket ticket) {
        if (waiting.containsKey(ticket.candidate()) || released.containsKey(ticket.candidate())) {
            return;
        }
        Account account = account(ticket);
        if (account.queue.isEmpty()) {
            account.given = Math.max(account.given, served);
        }
        waiting.put(ticket.candidate(), ticket);
        account.queue.add(ticket);
    }

    /** A task that was released before this object began: it has its place in the window and is charged. */
    public void addReleased(Ticket ticket) {
        if (!released.containsKey(ticket.candidate())) {
            charge(ticket, account(ticket));
        }
    }

    private void charge(Ticket ticket, Account account) {
        double seconds = costs.predict(ticket);
        account.given += seconds / weight(ticket);
        account.out++;
        released.put(ticket.candidate(), new Charge(ticket, seconds));
    }

    /**
     * The next task, which is released by this call; empty when nothing waits or the window is full.
     *
     * @param window how many tasks may be released and not ended
     */
    public Optional<Ticket> release(int window) {
        if (waiting.isEmpty() || released.size() >= window) {
            return Optional.empty();
        }
        Account next = next();
        Ticket ticket = next.queue.removeFirst();
        waiting.remove(ticket.candidate());
        served = Math.max(served, next.given);
        charge(ticket, next);
        return Optional.of(ticket);
    }

    private Account next() {
        Account next = null;
        for (Account account : accounts.values()) {
            if (!account.queue.isEmpty() && (next == null || account.given < next.given)) {
                next = account;
            }
        }
        if (next == null) {
            throw new IllegalStateException("tasks wait that no tenant has");
        }
        return next;
    }

    /** Tasks that wait of the round that is next; 0 when nothing waits. */
    public int nextRound() {
        if (waiting.isEmpty()) {
            return 0;
        }
        Ticket first = next().queue.first();
        return (int) waiting.values().stream().filter(first::sameRound).count();
    }

    /**
     * A task has ended, or never will.
     *
     * @param seconds what it took of a device, null = not known
     * @return true when it had a place here
     */
    public boolean ended(CandidateId candidate, @Nullable Double seconds) {
        Charge charge = released.remove(candidate);
        if (charge == null) {
            return withdraw(candidate);
        }
        Ticket ticket = charge.ticket();
        Account account = account(ticket);
        account.out--;
        if (seconds != null && seconds >= 0) {
            account.given += (seconds - charge.seconds()) / weight(ticket);
            costs.learn(ticket, seconds);
        }
        forget(ticket.tenant(), account);
        return true;
    }

    private boolean withdraw(CandidateId candidate) {
        Ticket ticket = waiting.remove(candidate);
        if (ticket == null) {
            return false;
        }
        Account account = account(ticket);
        account.queue.remove(ticket);
        forget(ticket.tenant(), account);
        return true;
    }

    /** Who is idle and not ahead of the others is as one who was never here. */
    private void forget(TenantId tenant, Account account) {
        if (account.queue.isEmpty() && account.out == 0 && account.given <= served) {
            accounts.remove(tenant);
        }
    }

    public int waiting() {
        return waiting.size();
    }

    /** Released and not ended. */
    public int out() {
        return released.size();
    }

    private Account account(Ticket ticket) {
        return accounts.computeIfAbsent(ticket.tenant(), t -> new Account());
    }

    private double weight(Ticket ticket) {
        return weights.applyAsDouble(ticket.tenant());
    }
}
