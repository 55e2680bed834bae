package dev.refinery.gateway.domain.access;

import dev.refinery.access.Scope;
import dev.refinery.gateway.domain.Problem;
import dev.refinery.gateway.domain.ProblemCode;

/** The caller may not do this: 401 or 403. Carries the answer and its challenge (RFC 6750). */
public final class AccessRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String REALM = "Bearer realm=\"refinery\"";

    private final transient Problem problem;
    private final String challenge;

    private AccessRefused(Problem problem, String challenge) {
        super(problem.code().wireName());
        this.problem = problem;
        this.challenge = challenge;
    }

    public static AccessRefused missing() {
        return new AccessRefused(
                Problem.of(
                        401,
                        ProblemCode.CREDENTIALS_MISSING,
                        "Authorization",
                        "Send an API key or a token as Authorization: Bearer. The operator makes keys with"
                                + " ./refinery keys create."),
                REALM);
    }

    /** Does not say which part was wrong, which would help guessing. */
    public static AccessRefused invalid() {
        return invalid("This API key or token is not known here. Check that it is whole and of this deployment.");
    }

    public static AccessRefused invalid(String detail) {
        return unauthorized(ProblemCode.CREDENTIALS_INVALID, detail);
    }

    public static AccessRefused expired() {
        return unauthorized(ProblemCode.CREDENTIALS_EXPIRED, "This API key or token has expired. Ask for a new one.");
    }

    public static AccessRefused revoked() {
        return unauthorized(ProblemCode.CREDENTIALS_REVOKED, "This API key was revoked. Ask for a new one.");
    }

    private static AccessRefused unauthorized(ProblemCode code, String detail) {
        return new AccessRefused(Problem.of(401, code, "Authorization", detail), REALM + ", error=\"invalid_token\"");
    }

    public static AccessRefused scopeMissing(Need.AnyOf need) {
        Scope scope = need.scopes().getFirst();
        return new AccessRefused(
                Problem.of(
                        403,
                        ProblemCode.SCOPE_MISSING,
                        null,
                        "This needs the scope " + scope.wireName() + ", which the API key or token does not have."),
                REALM + ", error=\"insufficient_scope\", scope=\"" + scope.wireName() + "\"");
    }

    public Problem problem() {
        return problem;
    }

    /** For {@code WWW-Authenticate}. */
    public String challenge() {
        return challenge;
    }
}
