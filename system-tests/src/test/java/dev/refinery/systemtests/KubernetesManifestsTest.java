package dev.refinery.systemtests;

import static dev.refinery.systemtests.Manifests.container;
import static dev.refinery.systemtests.Manifests.kind;
import static dev.refinery.systemtests.Manifests.name;
import static dev.refinery.systemtests.Manifests.pod;
import static dev.refinery.systemtests.Manifests.selects;
import static dev.refinery.systemtests.Manifests.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.refinery.contracts.job.Lane;
import dev.refinery.contracts.topic.Topic;
import dev.refinery.localstack.NativeMemory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of k8s/ without a cluster: the published schemas take it, and what it names exists in the code. */
class KubernetesManifestsTest {
    private static final Path CHECKOUT = Checkout.ROOT;
    private static final Pattern HEAP = Pattern.compile("-Xmx(\\d+)([mg])");

    private final KubernetesSchemas schemas = new KubernetesSchemas();

    static Stream<Manifests> overlays() {
        return Stream.of("local", "production").map(Manifests::of);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyObjectIsAsItsSchemaWantsIt(Manifests manifests) {
        assertThat(manifests.objects()).hasSizeGreaterThan(50);
        for (ObjectNode object : manifests.objects()) {
            assertThat(schemas.faults(object))
                    .as("%s %s", kind(object), name(object))
                    .isEmpty();
        }
    }

    @Test
    void aMisspeltFieldIsAFault() {
        Manifests manifests = Manifests.of("local");
        ObjectNode worker = (ObjectNode) pod(manifests.workload("generator-worker"));
        worker.put("serviceAcountName", "x");
        ObjectNode topic =
                (ObjectNode) manifests.one("KafkaTopic", "refinery.jobs").get("spec");
        topic.put("partition", 3);

        assertThat(schemas.faults(manifests.workload("generator-worker"))).isNotEmpty();
        assertThat(schemas.faults(manifests.one("KafkaTopic", "refinery.jobs"))).isNotEmpty();
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> Manifests.of("moon")).hasMessageContaining("moon");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void kubectlMakesTheSame(Manifests manifests) throws Exception {
        assumeTrue(onPath("kubectl"), "kubectl is not installed");
        Process kubectl = new ProcessBuilder(
                        "kubectl",
                        "kustomize",
                        CHECKOUT.resolve("k8s/overlays")
                                .resolve(manifests.overlay())
                                .toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String text = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(kubectl.waitFor()).isZero();
        assertThat(manifests.objects()).map(o -> (JsonNode) o).containsExactlyInAnyOrderElementsOf(Yaml.all(text));
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void topicsAreThoseOfTheCatalogue(Manifests manifests) {
        Map<String, Object> found = new TreeMap<>();
        manifests.kind("KafkaTopic").forEach(topic -> {
            Map<String, String> config = new TreeMap<>();
            topic.at("/spec/config")
                    .properties()
                    .forEach(e -> config.put(e.getKey(), e.getValue().asText()));
            found.put(name(topic), List.of(topic.at("/spec/partitions").asInt(), config));
        });

        assertThat(found)
                .isEqualTo(Topic.all().stream()
                        .collect(Collectors.toMap(
                                Topic::name, t -> List.of(t.partitions(), new TreeMap<>(t.config())))));
    }

    /** A service that names a topic in its code may use it; one that does not may not. */
    @ParameterizedTest
    @MethodSource("overlays")
    void usersMayDoWhatTheirServicesDo(Manifests manifests) throws IOException {
        for (String app : Manifests.OURS) {
            JsonNode user = manifests.one("KafkaUser", "refinery-" + app);
            Set<String> allowed = new TreeSet<>();
            for (JsonNode acl : user.at("/spec/authorization/acls")) {
                boolean literal = acl.at("/resource/patternType").asText().equals("literal");
                if (acl.at("/resource/type").asText().equals("topic") && literal) {
                    allowed.add(acl.at("/resource/name").asText());
                }
            }
            Set<String> named = new TreeSet<>(topicsNamedIn(app));
            // Whoever reads puts aside what it cannot read; the class for it is shared.
            named.add(Topic.DEAD_LETTERS.name());

            assertThat(allowed).as(app).isEqualTo(named);
            assertThat(user.at("/spec/authorization/acls").findValuesAsText("name"))
                    .as("groups and transactions of %s", app)
                    .containsAll(groupsOf(app));
        }
    }

    private static Set<String> topicsNamedIn(String app) throws IOException {
        Map<String, Topic> constants = new TreeMap<>();
        for (java.lang.reflect.Field field : Topic.class.getFields()) {
            try {
                if (field.get(null) instanceof Topic topic) {
                    constants.put(field.getName(), topic);
                }
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        String source = Sources.text(app);
        Set<String> named = new TreeSet<>();
        if (source.contains("Topic.tasks(")) {
            Stream.of(Lane.values()).map(Topic::tasks).map(Topic::name).forEach(named::add);
        }
        Matcher matcher = Pattern.compile("Topic\\.([A-Z_]+)").matcher(source);
        while (matcher.find()) {
            Topic topic = constants.get(matcher.group(1));
            if (topic != null) {
                named.add(topic.name());
            }
        }
        return named;
    }

    private static List<String> groupsOf(String app) throws IOException {
        String source = Sources.text(app);
        List<String> groups = new ArrayList<>();
        Matcher literal = Pattern.compile("\"(refinery-(?:gateway|controller|scorers|workers))\"")
                .matcher(source);
        while (literal.find()) {
            groups.add(literal.group(1));
        }
        assertThat(groups).as("groups of %s", app).isNotEmpty();
        return groups;
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyVariableIsAKeyOfTheCode(Manifests manifests) {
        Set<String> known = ConfigurationKeys.of(CHECKOUT).stream()
                .map(ConfigurationKeys::variable)
                .collect(Collectors.toSet());
        Set<String> kafka = Stream.of(
                        AdminClientConfig.configNames(), ConsumerConfig.configNames(), ProducerConfig.configNames())
                .flatMap(Set::stream)
                .map(name -> "KAFKA_" + ConfigurationKeys.variable(name))
                .collect(Collectors.toSet());
        for (String app : Manifests.OURS) {
            manifests.settings(container(manifests.workload(app))).keySet().forEach(variable -> {
                if (variable.startsWith("REFINERY_")) {
                    assertThat(known).as(app).contains(variable);
                } else if (variable.startsWith("KAFKA_")) {
                    assertThat(kafka).as(app).contains(variable);
                } else if (!NativeMemory.THRESHOLDS.containsKey(variable)) {
                    assertThat(variable)
                            .as(app)
                            .matches(
                                    "QUARKUS_(HTTP|MANAGEMENT)_PORT|QUARKUS_OTEL_(SDK_DISABLED|EXPORTER_OTLP_ENDPOINT)|JAVA_TOOL_OPTIONS|MALLOC_ARENA_MAX");
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void appsHaveTheLocalStacksMallocThresholds(Manifests manifests) {
        for (String app : Manifests.OURS) {
            assertThat(manifests.settings(container(manifests.workload(app))))
                    .containsAllEntriesOf(NativeMemory.THRESHOLDS);
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void portsAndProbesAreThoseOfTheApps(Manifests manifests) throws IOException {
        for (String app : Manifests.OURS) {
            JsonNode container = container(manifests.workload(app));
            assertThat(Files.readString(CHECKOUT.resolve(app).resolve("pom.xml")))
                    .contains("quarkus-smallrye-health", "quarkus-micrometer-registry-prometheus");
            Map<String, String> ports = new TreeMap<>();
            container
                    .get("ports")
                    .forEach(port -> ports.put(
                            port.get("name").asText(), port.get("containerPort").asText()));
            Map<String, String> settings = manifests.settings(container);
            assertThat(ports).as(app).containsEntry("admin", settings.get("QUARKUS_MANAGEMENT_PORT"));
            // Workers and scorers have nothing that anybody could call.
            assertThat(ports.get("http"))
                    .as(app)
                    .isEqualTo(app.equals("gateway") ? settings.get("QUARKUS_HTTP_PORT") : null);
            Map.of("startupProbe", "started", "livenessProbe", "live", "readinessProbe", "ready")
                    .forEach((probe, path) -> {
                        assertThat(container.at("/" + probe + "/httpGet/path").asText())
                                .as("%s of %s", probe, app)
                                .isEqualTo("/q/health/" + path);
                        assertThat(container.at("/" + probe + "/httpGet/port").asText())
                                .isEqualTo("admin");
                    });
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void podsAreRestricted(Manifests manifests) {
        assertThat(manifests
                        .one("Namespace", "refinery")
                        .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
                        .asText())
                .isEqualTo("restricted");
        for (ObjectNode workload : manifests.workloads()) {
            JsonNode pod = pod(workload);
            JsonNode context = pod.get("securityContext");
            assertThat(context.get("runAsNonRoot").asBoolean())
                    .as(name(workload))
                    .isTrue();
            assertThat(context.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.get("automountServiceAccountToken").asBoolean(true))
                    .as(name(workload))
                    .isFalse();
            assertThat(manifests.has(
                            "ServiceAccount", pod.get("serviceAccountName").asText()))
                    .isTrue();
            // A variable REFINERY_GATEWAY_PORT of Kubernetes' own would be read as a key of ours.
            assertThat(pod.get("enableServiceLinks").asBoolean(true))
                    .as(name(workload))
                    .isFalse();
            for (JsonNode container : pod.get("containers")) {
                JsonNode own = container.get("securityContext");
                assertThat(own.get("allowPrivilegeEscalation").asBoolean(true)).isFalse();
                assertThat(own.get("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(texts(own.at("/capabilities/drop"))).containsExactly("ALL");
                assertThat(container.at("/resources/requests/cpu").asText()).isNotEmpty();
                assertThat(container.at("/resources/limits/memory"))
                        .as("memory of %s", name(workload))
                        .isEqualTo(container.at("/resources/requests/memory"));
            }
        }
        manifests
                .kind("ServiceAccount")
                .forEach(a -> assertThat(a.get("automountServiceAccountToken").asBoolean(true))
                        .isFalse());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void ourPodsWriteOnlyToVolumes(Manifests manifests) {
        for (String app : Manifests.OURS) {
            JsonNode workload = manifests.workload(app);
            Set<String> volumes = new TreeSet<>(pod(workload).get("volumes").findValuesAsText("name"));
            workload.at("/spec/volumeClaimTemplates").forEach(claim -> volumes.add(name(claim)));
            JsonNode mounts = container(workload).get("volumeMounts");

            assertThat(mounts.findValuesAsText("mountPath")).as(app).contains("/tmp", "/var/lib/refinery");
            assertThat(volumes).as(app).containsAll(mounts.findValuesAsText("name"));
            // The recipe of the images: state and caches lie there.
            manifests.settings(container(workload)).forEach((variable, value) -> {
                if (variable.matches("REFINERY_(STATE_DIR|BUNDLES_CACHE)")) {
                    assertThat(value).as(variable).startsWith("/var/lib/refinery/");
                }
            });
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void secretsAreNamedAndNeverThere(Manifests manifests) throws IOException {
        String page = Files.readString(CHECKOUT.resolve("docs/kubernetes.md"));
        Set<String> named = new TreeSet<>();
        for (ObjectNode workload : manifests.workloads()) {
            workload.findValues("secretKeyRef")
                    .forEach(r -> named.add(
                            r.get("name").asText() + "/" + r.get("key").asText()));
            for (JsonNode secret : workload.findValues("secret")) {
                secret.path("items")
                        .forEach(i -> named.add(secret.get("secretName").asText() + "/"
                                + i.get("key").asText()));
            }
        }
        Set<String> strimzis = manifests
                .kind("KafkaUser")
                .map(user -> name(user) + "/sasl.jaas.config")
                .collect(Collectors.toCollection(TreeSet::new));
        strimzis.add("refinery-cluster-ca-cert/ca.crt");

        assertThat(manifests.kind("Secret")).isEmpty();
        assertThat(named).containsAll(strimzis);
        named.removeAll(strimzis);
        assertThat(named).isNotEmpty().allSatisfy(secret -> {
            String[] parts = secret.split("/");
            assertThat(page).contains("secret generic " + parts[0]).contains(parts[1]);
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void heapLeavesRoomForNativeMemory(Manifests manifests) {
        for (String app : Manifests.OURS) {
            JsonNode container = container(manifests.workload(app));
            Matcher heap = HEAP.matcher(manifests.settings(container).getOrDefault("JAVA_TOOL_OPTIONS", ""));
            assertThat(heap.find()).as(app).isTrue();
            long megabytes = Long.parseLong(heap.group(1)) * (heap.group(2).equals("g") ? 1024 : 1);

            assertThat(megabytes
                            * 100
                            / mebibytes(container.at("/resources/limits/memory").asText()))
                    .as("heap of %s, percent of its memory", app)
                    .isLessThanOrEqualTo(60);
        }
    }

    private static long mebibytes(String quantity) {
        long number = Long.parseLong(quantity.replaceAll("[MG]i$", ""));
        return quantity.endsWith("Gi") ? number * 1024 : number;
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void imagesAreThoseThatTheRecipeMakes(Manifests manifests) throws IOException {
        String modules = Files.readString(CHECKOUT.resolve("pom.xml"));
        for (String app : Manifests.OURS) {
            assertThat(container(manifests.workload(app)).get("image").asText())
                    .matches("([a-z.]+/)?refinery/" + app + "(:[0-9a-z.-]+)?");
            assertThat(modules).contains("<module>" + app + "</module>");
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void whatSelectsFindsSomething(Manifests manifests) {
        List<JsonNode> pods = manifests.workloads().stream()
                .map(w -> w.at("/spec/template/metadata/labels"))
                .toList();
        for (ObjectNode workload : manifests.workloads()) {
            assertThat(selects(
                            workload.at("/spec/selector/matchLabels"), workload.at("/spec/template/metadata/labels")))
                    .as(name(workload))
                    .isTrue();
        }
        manifests.kind("Service").forEach(service -> {
            List<ObjectNode> behind = manifests.workloads().stream()
                    .filter(w -> selects(service.at("/spec/selector"), w.at("/spec/template/metadata/labels")))
                    .toList();
            assertThat(behind).as("behind %s", name(service)).hasSize(1);
            for (JsonNode port : service.at("/spec/ports")) {
                assertThat(container(behind.getFirst()).get("ports").findValuesAsText("name"))
                        .contains(port.get("targetPort").asText());
            }
        });
        manifests.kind("PodDisruptionBudget", "NetworkPolicy").forEach(object -> {
            JsonNode selector = object.at(kind(object).equals("NetworkPolicy") ? "/spec/podSelector" : "/spec/selector")
                    .path("matchLabels");
            boolean kafka = selector.path("strimzi.io/cluster").asText().equals("refinery");
            assertThat(kafka || pods.stream().anyMatch(labels -> selects(selector, labels)))
                    .as("%s %s", kind(object), name(object))
                    .isTrue();
        });
        JsonNode monitor = manifests.one("ServiceMonitor", "refinery");
        assertThat(manifests
                        .kind("Service")
                        .filter(s -> selects(monitor.at("/spec/selector/matchLabels"), s.at("/metadata/labels")))
                        .map(Manifests::name))
                .containsExactlyInAnyOrderElementsOf(Manifests.OURS);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void nothingPassesUnlessItIsAllowed(Manifests manifests) {
        JsonNode deny = manifests.one("NetworkPolicy", "default-deny").get("spec");

        assertThat(deny.get("podSelector")).isEmpty();
        assertThat(texts(deny.get("policyTypes"))).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(deny.has("ingress") || deny.has("egress")).isFalse();
        // The worker, which runs models, reaches the log and the store and nothing else.
        JsonNode worker = manifests.workload("generator-worker").at("/spec/template/metadata/labels");
        assertThat(manifests
                        .kind("NetworkPolicy")
                        .filter(p -> p.at("/spec/egress").size() > 0)
                        .filter(p -> selects(p.at("/spec/podSelector").path("matchLabels"), worker))
                        .map(Manifests::name))
                .filteredOn(name -> !name.equals("spans"))
                .containsExactlyInAnyOrder("dns", "kafka-clients", "store-clients");
    }

    /** Where spans are collected, they reach the collector, and it takes them. */
    @Test
    void spansReachTheCollector() {
        Manifests production = Manifests.of("production");
        JsonNode collector = production.workload("otel-collector");
        JsonNode labels = collector.at("/spec/template/metadata/labels");
        for (String app : Manifests.OURS) {
            String endpoint =
                    production.settings(container(production.workload(app))).get("QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT");
            java.net.URI address = java.net.URI.create(endpoint);
            JsonNode service = production.one("Service", address.getHost());
            assertThat(service.at("/spec/ports/0/port").asInt()).isEqualTo(address.getPort());
            assertThat(selects(service.at("/spec/selector"), labels)).isTrue();
        }
        assertThat(production
                        .one("NetworkPolicy", "spans")
                        .at("/spec/egress/0/ports/0/port")
                        .asText())
                .isEqualTo(container(collector).at("/ports/1/name").asText());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void replicasBelongToTheScalers(Manifests manifests) {
        List<JsonNode> targets = manifests
                .kind("HorizontalPodAutoscaler", "ScaledObject")
                .map(s -> s.at("/spec/scaleTargetRef"))
                .toList();
        assertThat(targets).extracting(t -> t.get("name").asText()).containsExactlyInAnyOrderElementsOf(Manifests.OURS);
        for (JsonNode target : targets) {
            JsonNode workload = manifests.workload(target.get("name").asText());
            assertThat(kind(workload)).isEqualTo(target.get("kind").asText());
            assertThat(workload.at("/spec").has("replicas")).as(name(workload)).isFalse();
        }
        // Kafka Streams and consumer groups share by partitions of the jobs' topics: more replicas would be idle.
        manifests
                .kind("HorizontalPodAutoscaler")
                .forEach(s -> assertThat(s.at("/spec/maxReplicas").asInt()).isLessThanOrEqualTo(Topic.JOB_PARTITIONS));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void workersStayLongerThanTheSlowestRoundAndDrainBeforeTheyAreKilled(Manifests manifests) throws IOException {
        Matcher deadline = Pattern.compile("@WithDefault\\(\"([^\"]+)\"\\)\\s+Duration roundDeadline")
                .matcher(Sources.text("reward-scorer"));
        assertThat(deadline.find()).isTrue();
        long round = Duration.parse(deadline.group(1)).toSeconds();
        JsonNode scaled = manifests.one("ScaledObject", "generator-worker").get("spec");
        JsonNode worker = manifests.workload("generator-worker");
        String drain = manifests.settings(container(worker)).get("REFINERY_WORKER_DRAIN");

        assertThat(scaled.get("cooldownPeriod").asLong()).isGreaterThan(round);
        assertThat(scaled.at("/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown/stabilizationWindowSeconds")
                        .asLong())
                .isGreaterThan(round);
        assertThat(pod(worker).get("terminationGracePeriodSeconds").asLong())
                .isGreaterThanOrEqualTo(Duration.parse("PT" + drain).toSeconds() + 15);
    }

    @Test
    void warmFloorIsTheOverlays() {
        JsonNode local = Manifests.of("local").one("ScaledObject", "generator-worker");
        JsonNode production = Manifests.of("production").one("ScaledObject", "generator-worker");

        assertThat(local.at("/spec/minReplicaCount").asInt()).isZero();
        assertThat(production.at("/spec/minReplicaCount").asInt()).isPositive();
    }

    @Test
    void productionsWorkersHaveAGpuEach() {
        JsonNode worker = Manifests.of("production").workload("generator-worker");

        assertThat(container(worker).at("/resources/limits/nvidia.com~1gpu").asText())
                .isEqualTo("1");
        assertThat(pod(worker).get("nodeSelector")).isNotEmpty();
        assertThat(pod(worker).at("/tolerations/0/key").asText()).isEqualTo("nvidia.com/gpu");
    }

    /** Who may call the API may not read health and metrics, and the other way round. */
    @ParameterizedTest
    @MethodSource("overlays")
    void healthAndMetricsAreForMonitoringOnly(Manifests manifests) {
        assertThat(manifests
                        .one("ServiceMonitor", "refinery")
                        .at("/spec/endpoints/0/port")
                        .asText())
                .isEqualTo("admin");
        assertThat(manifests.one("NetworkPolicy", "metrics").findValuesAsText("port"))
                .containsExactly("admin");
        assertThat(manifests.one("NetworkPolicy", "gateway-clients").findValuesAsText("port"))
                .containsExactly("http");
    }

    @Test
    void healthAndMetricsStayInside() {
        List<String> paths =
                Manifests.of("production").one("Ingress", "gateway").findValuesAsText("path");

        assertThat(paths).isNotEmpty().noneMatch(path -> path.equals("/") || path.startsWith("/q"));
    }
}
