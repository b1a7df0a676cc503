namespace EksGrader.Tests.Api.Authorisation;

/// <summary>The HTTP API. An endpoint without a row fails the test.</summary>
internal static class ApiRows
{
    // What is asked, then the answers to: no one, foreign student, classmate, its student, assistant, foreign instructor, instructor, admin.
    // "+" stands for whatever is neither 401, 403 nor 404.
    public static readonly (string Call, string Answers)[] All =
    [
        ("GET /api/courses", "401 + + + + + + +"),
        ("POST /api/courses {}", "401 403 403 403 403 403 403 +"),
        ("GET /api/courses/{course}", "401 404 + + + 404 + +"),
        ("PUT /api/courses/{course}/instructors {}", "401 403 403 403 403 403 403 +"),
        ("GET /api/courses/{course}/roster", "401 404 404 404 + 404 + +"),
        ("PUT /api/courses/{course}/roster csv", "401 404 404 404 404 404 + +"),
        ("POST /api/courses/{course}/roster {}", "401 404 404 404 404 404 + +"),
        ("PUT /api/courses/{course}/roster/{token} {}", "401 404 404 404 404 404 404 404"),
        ("DELETE /api/courses/{course}/roster/{token}", "401 404 404 404 404 404 404 404"),
        ("GET /api/courses/{course}/assignments", "401 404 + + + 404 + +"),
        ("GET /api/courses/{course}/assignments/{assignment}", "401 404 + + + 404 + +"),
        ("PUT /api/courses/{course}/assignments/{assignment} {}", "401 404 403 403 403 404 + +"),
        ("GET /api/courses/{course}/assignments/{assignment}/access?student=s-1", "401 404 404 + 404 404 + +"),
        ("POST /api/courses/{course}/assignments/{assignment}/access/test?student=s-1 {}", "401 404 404 + 404 404 + +"),
        ("POST /api/courses/{course}/assignments/{assignment}/submissions?student=s-1 {}", "401 404 404 + 404 404 + +"),
        ("GET /api/courses/{course}/assignments/{assignment}/gradebook", "401 404 404 404 + 404 + +"),
        ("GET /api/courses/{course}/assignments/{assignment}/archive", "401 404 404 404 404 404 + +"),
        ("GET /api/courses/{course}/assignments/{assignment}/statistics", "401 404 404 404 + 404 + +"),
        ("GET /api/submissions/{id}", "401 404 404 + + 404 + +"),
        ("GET /api/submissions/{id}/events", "401 404 404 + + 404 + +"),
        ("GET /api/submissions/{id}/recording", "401 404 404 404 404 404 + +"),
        ("POST /api/submissions/{id}/look", "401 404 404 + + 404 + +"),
        ("POST /api/submissions/{id}/regrade {}", "401 404 404 403 403 404 + +"),
        ("PUT /api/submissions/{id}/checks/{check}/override {}", "401 404 404 403 + 404 + +"),
        ("DELETE /api/submissions/{id}/checks/{check}/override", "401 404 404 403 404 404 404 404"),
        ("GET /api/courses/{course}/appeals?state=open", "401 404 404 404 + 404 + +"),
        ("GET /api/submissions/{id}/checks/{check}/appeal", "401 404 404 + + 404 + +"),
        ("POST /api/submissions/{id}/checks/{check}/appeal {}", "401 404 404 + + 404 + +"),
        ("POST /api/submissions/{id}/checks/{check}/appeal/messages {}", "401 404 404 + + 404 + +"),
        ("POST /api/submissions/{id}/checks/{check}/appeal/close {\"resolution\":\"other\"}", "401 404 404 + + 404 + +"),
        ("GET /api/leases/{lease}/receipt", "401 404 404 + + 404 + +"),
        ("PUT /api/leases/{lease}/access {}", "401 404 404 + 403 404 403 403"),
        ("POST /api/tokens {}", "401 + + + + + + +"),
        ("DELETE /api/tokens/{token}", "401 404 404 404 404 404 404 404"),
        ("GET /api/jobs", "401 404 404 404 + + + +"),
        ("POST /api/jobs/{token}/retry", "401 404 404 404 404 404 404 404"),
        ("GET /api/courses/{course}/assignments/{assignment}/extensions", "401 404 403 403 403 404 + +"),
        ("POST /api/courses/{course}/assignments/{assignment}/extensions {}", "401 404 403 403 403 404 + +"),
        ("DELETE /api/courses/{course}/assignments/{assignment}/extensions/{token}", "401 404 403 403 403 404 404 404"),
        ("GET /api/courses/{course}/leases", "401 404 404 404 + 404 + +"),
        ("POST /api/courses/{course}/leases/confirm {}", "401 404 403 403 403 404 + +"),
        ("GET /api/leases/{lease}", "401 404 404 404 + 404 + +"),
        ("POST /api/leases/{lease}/extend {}", "401 404 404 403 403 404 + +"),
        ("POST /api/leases/{lease}/enforce {}", "401 404 404 403 403 404 + +"),
        ("POST /api/leases/{lease}/stop {}", "401 404 404 403 403 404 + +"),
        ("POST /api/leases/{lease}/settle {}", "401 404 404 403 403 404 + +"),
        ("GET /api/audit", "401 404 404 404 404 + + +"),
        ("GET /api/audit?course={course}", "401 404 404 404 404 404 + +"),
    ];
}
