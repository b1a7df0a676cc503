namespace EksGrader.Tests.Api.Authorisation;

/// <summary>The pages, their fragments, and what they call that is neither. One without a row fails the test.</summary>
internal static class PageRows
{
    // As for the API; "in" stands for being led to signing in.
    public static readonly (string Call, string Answers)[] All =
    [
        ("GET /", "in + + + + + + +"),
        ("GET /account", "in + + + + + + +"),
        ("GET /admins", "in 403 403 403 403 403 403 +"),
        ("GET /setup", "in 403 403 403 403 403 403 +"),
        ("GET /audit", "in 404 404 404 404 + + +"),
        ("GET /courses/{course}", "in 404 + + + 404 + +"),
        ("GET /courses/{course}/copy", "in 404 404 404 404 404 + +"),
        ("GET /courses/{course}/audit", "in 404 404 404 404 404 + +"),
        ("GET /courses/{course}/settings", "in 404 404 404 404 404 + +"),
        ("GET /courses/{course}/roster", "in 404 404 404 + 404 + +"),
        ("GET /courses/{course}/roster/upload", "in 404 404 404 404 404 + +"),
        ("GET /courses/{course}/roster/student?number=s-1", "in 404 404 404 404 404 + +"),
        ("GET /courses/{course}/roster/invitations", "in 404 404 404 404 404 + +"),
        ("GET /courses/{course}/instructors", "in 404 404 404 404 404 + +"),
        ("GET /courses/{course}/instructors/invitations", "in 403 403 403 403 403 403 +"),
        ("GET /courses/{course}/assignments/{assignment}", "in 404 + + + 404 + +"),
        ("GET /courses/{course}/new-assignment", "in 404 404 404 404 404 + +"),
        ("POST /fragments/courses/{course}/new-assignment {}", "401 404 403 403 403 404 + +"),
        ("GET /courses/{course}/assignments/{assignment}/edit", "in 404 404 404 404 404 + +"),
        ("POST /fragments/courses/{course}/assignments/{assignment}/edit {}", "401 404 403 403 403 404 + +"),
        ("GET /courses/{course}/assignments/{assignment}/ready", "in 404 404 404 404 404 + +"),
        ("GET /courses/{course}/assignments/{assignment}/versions", "in 404 404 404 + 404 + +"),
        ("GET /courses/{course}/assignments/{assignment}/extensions", "in 404 404 404 404 404 + +"),
        ("GET /jobs", "in 404 404 404 + + + +"),
        ("GET /hangfire/{dashboard}", "in 403 403 403 403 403 403 +"),
        ("GET /fragments/jobs", "401 404 404 404 + + + +"),
        ("GET /courses/{course}/appeals", "in 404 404 404 + 404 + +"),
        ("GET /courses/{course}/attention", "in 404 404 404 + 404 + +"),
        ("GET /courses/{course}/assignments/{assignment}/regrade", "in 404 404 404 403 404 + +"),
        ("GET /courses/{course}/assignments/{assignment}/regrade/{token}", "in 404 404 404 403 404 404 404"),
        ("GET /fragments/regrades/{token}", "401 404 404 404 404 404 404 404"),
        ("GET /submissions/{id}", "in 404 404 + + 404 + +"),
        ("GET /courses/{course}/assignments/{assignment}/gradebook", "in 404 404 404 + 404 + +"),
        ("GET /courses/{course}/assignments/{assignment}/gradebook/selected", "in 404 404 404 + 404 + +"),
        ("GET /courses/{course}/assignments/{assignment}/statistics", "in 404 404 404 + 404 + +"),
        ("GET /courses/{course}/assignments/{assignment}/projector", "in 404 404 404 + 404 + +"),
        ("GET /fragments/courses/{course}/assignments/{assignment}/gradebook/rows", "401 404 404 404 + 404 + +"),
        ("GET /fragments/courses/{course}/assignments/{assignment}/gradebook/figures", "401 404 404 404 + 404 + +"),
        ("GET /fragments/courses/{course}/assignments/{assignment}/gradebook/panel?student=s-2", "401 404 404 404 + 404 + +"),
        ("GET /fragments/courses/{course}/assignments/{assignment}/projector", "401 404 404 404 + 404 + +"),
        ("GET /courses/{course}/clusters", "in 404 404 404 + 404 + +"),
        ("GET /courses/{course}/clusters?lease={lease}", "in 404 404 404 + 404 + +"),
        ("GET /fragments/courses/{course}/clusters/rows", "401 404 404 404 + 404 + +"),
        ("GET /fragments/courses/{course}/clusters/figures", "401 404 404 404 + 404 + +"),
        ("GET /fragments/courses/{course}/clusters/panel?lease={lease}", "401 404 404 404 + 404 + +"),
        ("GET /live/{id}", "in 404 404 + + 404 + +"),
        ("GET /live/leases/{ended}", "in 404 404 + + 404 + +"),
    ];

    /// <summary>What anyone may ask, signed in or not.</summary>
    public static readonly string[] Open =
    [
        "GET /sign-in", "POST /sign-in", "GET /invitation", "POST /invitation", "POST /sign-out", "POST /passkeys/request", "POST /passkeys/creation",
        "GET /forgotten-password", "POST /forgotten-password", "GET /new-password", "POST /new-password",
        "GET /school/logo", "GET /favicon.ico", "GET /demo", "POST /demo", "GET /fragments/demo",
        "GET /.well-known/eksgrader-receipt-key", "GET /health/live", "GET /health/ready", "GET /openapi/{documentName}.json", "GET /docs", "GET /docs/scalar.js", "GET /_framework/opaque-redirect",
    ];
}
