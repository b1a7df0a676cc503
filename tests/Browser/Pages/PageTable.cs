using EksGrader.Tests.Browser.Fixtures;
using EksGrader.Tests.Browser.PageObjects;
using EksGrader.Tests.Support;
using EksGrader.Tests.Support.Api;
using EksGrader.Tests.Support.Kubernetes;
using Microsoft.Playwright;

namespace EksGrader.Tests.Browser.Pages;

/// <summary>Every page of the program, some in several states. A page that is not here fails <see cref="PageTableTests"/>.</summary>
public static class PageTable
{
    private const string Gradebook = "/courses/{course}/assignments/{assignment}/gradebook";
    private const string Projector = "/courses/{course}/assignments/{assignment}/projector";
    private const string StudentPage = "/courses/{courseSlug}/assignments/{assignmentSlug}";
    private const string Clusters = "/courses/{Course}/clusters";
    private const string Course = "/courses/" + School.Course;

    private const string Lab = $"{Course}/assignments/{School.Assignment}";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PageRow> Rows { get; } =
    [
        new("home-admin", "/", Who.Admin, At("/")),
        new("home-instructor", "/", Who.Instructor, At("/")),
        new("home-student", "/", Who.Student, At("/")),
        new("sign-in", "/sign-in", Who.Nobody, At("/sign-in")),
        new("sign-in-refused", "/sign-in", Who.Nobody, At("/sign-in")) { ActAsync = RefusedAsync },
        new("invitation-code", "/invitation", Who.Nobody, At("/invitation")),
        new("invitation-ended", "/invitation", Who.Nobody, At("/invitation#code=AAAA-BBBB-CCCC-DDDD")) { ArriveAsync = EndedAsync },
        new("invitation", "/invitation", Who.Nobody, async school => $"/invitation#code={await school.Service.InviteAsync(school.Own[2].Student.Email)}") { ArriveAsync = OpenedAsync },
        new("forgotten-password", "/forgotten-password", Who.Nobody, At("/forgotten-password")),
        new("forgotten-password-sent", "/forgotten-password", Who.Nobody, At("/forgotten-password?sent=1")),
        new("new-password", "/new-password", Who.Nobody, async school => $"/new-password#code={await school.PasswordLinkAsync(school.Own[2].Student.Email)}") { ArriveAsync = OpenedAsync },
        new("new-password-link", "/new-password", Who.Nobody, At("/new-password")),
        new("new-password-ended", "/new-password", Who.Nobody, At("/new-password#code=cut-off")) { ArriveAsync = EndedAsync },
        new("account", "/account", Who.Instructor, At("/account")),
        new("course", "/courses/{Course}", Who.Instructor, At(Course)),
        new("course-student", "/courses/{Course}", Who.Student, At(Course)),
        new("roster", "/courses/{Course}/roster", Who.Instructor, At($"{Course}/roster")),
        new("roster-upload", "/courses/{Course}/roster/upload", Who.Instructor, At($"{Course}/roster/upload")),
        new("roster-upload-columns", "/courses/{Course}/roster/upload", Who.Instructor, At($"{Course}/roster/upload")) { ActAsync = page => UploadAsync(page, "portal-ko-without-email.csv", "#columns") },
        new("roster-upload-preview", "/courses/{Course}/roster/upload", Who.Instructor, At($"{Course}/roster/upload")) { ActAsync = page => UploadAsync(page, "portal-ko-cp949.csv", "#preview") },
        new("roster-upload-faults", "/courses/{Course}/roster/upload", Who.Instructor, At($"{Course}/roster/upload")) { ActAsync = page => UploadAsync(page, "wrong-scientific.csv", ".file-faults") },
        new("roster-student", "/courses/{Course}/roster/student", Who.Instructor, school => Task.FromResult($"{Course}/roster/student?number={school.Class[2].Student.Id}")),
        new("roster-student-new", "/courses/{Course}/roster/student", Who.Instructor, At($"{Course}/roster/student")),
        new("roster-invitations", "/courses/{Course}/roster/invitations", Who.Instructor, At($"{Course}/roster/invitations")),
        new("instructors", "/courses/{Course}/instructors", Who.Admin, At($"{Course}/instructors")),
        new("instructors-instructor", "/courses/{Course}/instructors", Who.Instructor, At($"{Course}/instructors")),
        new("instructor-invitations", "/courses/{Course}/instructors/invitations", Who.Admin, At($"{Course}/instructors/invitations")),
        new("student-graded", StudentPage, Who.Student, At(Lab)) { ActAsync = OpenVerdictsAsync },
        new("student-newcomer", StudentPage, Who.Newcomer, At(Lab)),
        new("student-refused", StudentPage, Who.Newcomer, At(Lab)) { ActAsync = PasteTheUsualAsync },
        new("student-clusters", StudentPage, Who.Student, EndsAsync) { Email = async school => (await school.Ends).EmailOf("everything"), ActAsync = OpenDetailsAsync },
        new("student-overdue", StudentPage, Who.Student, EndsAsync) { Email = async school => (await school.Ends).EmailOf("overdue") },
        new("student-late", StudentPage, Who.Student, EndsAsync) { Email = async school => (await school.Ends).EmailOf("late") },
        new("student-gone", StudentPage, Who.Student, EndsAsync) { Email = async school => (await school.Ends).EmailOf("leftovers"), ActAsync = OpenDetailsAsync },
        new("student-preview", StudentPage, Who.Instructor, At(Lab)),
        new("submission", "/submissions/{Id:guid}", Who.Instructor, school => Task.FromResult($"/submissions/{school.Submissions[school.Class[2].Student.Id]}")),
        new("regrade", "/courses/{Course}/assignments/{Assignment}/regrade", Who.Instructor, At($"{Lab}/regrade")),
        new("regrade-plan", "/courses/{Course}/assignments/{Assignment}/regrade/{Plan}", Who.Instructor, At($"{Lab}/regrade")) { ActAsync = PlanAsync },
        new("appeals", "/courses/{Course}/appeals", Who.Instructor, At($"{Course}/appeals")),
        new("attention", "/courses/{Course}/attention", Who.Instructor, At($"{Course}/attention")),
        new("audit-course", "/courses/{Course}/audit", Who.Instructor, At($"{Course}/audit")),
        new("settings", "/courses/{Course}/settings", Who.Instructor, At($"{Course}/settings")),
        new("copy", "/courses/{Course}/copy", Who.Instructor, At($"{Course}/copy")),
        new("audit", "/audit", Who.Admin, At("/audit")),
        new("new-assignment", "/courses/{Course}/new-assignment", Who.Instructor, At($"{Course}/new-assignment")),
        new("edit", "/courses/{Course}/assignments/{Assignment}/edit", Who.Instructor, At(InAssignment("edit"))),
        new("new-assignment-editor", "/courses/{Course}/new-assignment", Who.Instructor, At($"{Course}/new-assignment?from=eks-assessment")),
        new("ready", "/courses/{Course}/assignments/{Assignment}/ready", Who.Instructor, At(InAssignment("ready"))),
        new("versions", "/courses/{Course}/assignments/{Assignment}/versions", Who.Instructor, At(InAssignment("versions"))),
        new("extensions", "/courses/{Course}/assignments/{Assignment}/extensions", Who.Instructor, At(InAssignment("extensions"))),
        new("jobs", "/jobs", Who.Admin, At("/jobs")),
        new("setup", "/setup", Who.Admin, At("/setup")),
        new("admins", "/admins", Who.Admin, At("/admins")),
        new("demo", "/demo", Who.Nobody, At("/demo")),
        new("gradebook", Gradebook, Who.Instructor, At(InAssignment("gradebook"))),
        new("statistics", "/courses/{course}/assignments/{assignment}/statistics", Who.Instructor, At(InAssignment("statistics"))),
        new("gradebook-narrowed", Gradebook, Who.Instructor, At(InAssignment("gradebook?show=submitted&sort=-score&q=a"))),
        new("gradebook-assurance", Gradebook, Who.Instructor, At(InAssignment("gradebook?assurance=cluster"))),
        new("gradebook-export", Gradebook, Who.Instructor, At(InAssignment("gradebook"))) { ActAsync = OpenExportAsync },
        new("gradebook-selected", Gradebook + "/selected", Who.Instructor, school => Task.FromResult(InAssignment($"gradebook/selected?student={school.Class[2].Student.Id}&student={school.Class[3].Student.Id}"))),
        new("gradebook-nobody", Gradebook, Who.Instructor, At(InAssignment("gradebook?q=nobody-is-called-this"))),
        new("gradebook-student", Gradebook, Who.Instructor, school => Task.FromResult(InAssignment($"gradebook?student={school.Class[2].Student.Id}"))),
        new("projector", Projector, Who.Instructor, At(InAssignment("projector"))),
        new("projector-numbers", Projector, Who.Instructor, At(InAssignment("projector?ids=1"))),
        new("clusters", Clusters, Who.Instructor, At($"{Course}/clusters")),
        new("clusters-narrowed", Clusters, Who.Instructor, At($"{Course}/clusters?show=overdue&sort=-cost&q=a")),
        new("clusters-ends", Clusters, Who.Admin, async school => (await school.Ends).Board),
        new("clusters-lease", Clusters, Who.Instructor, async school => $"{Course}/clusters?lease={await school.SomeLeaseAsync()}") { ActAsync = OpenToolsAsync },
        new("missing", "", Who.Admin, At("/courses/nobody-has-this"), 404),
    ];

    /// <summary>The names of every other one, for theories.</summary>
    /// <param name="which">0 or 1.</param>
    public static TheoryData<string> Half(int which) => [.. Rows.Where((_, place) => place % 2 == which).Select(r => r.Name)];

    /// <summary>The row of that name.</summary>
    public static PageRow Named(string name) => Rows.First(r => r.Name == name);

    private static string InAssignment(string page) => $"/courses/{School.Course}/assignments/{School.Assignment}/{page}";

    private static Func<School, Task<string>> At(string address) => _ => Task.FromResult(address);

    private static Task OpenedAsync(IPage page) => page.ReadAsync("#f-password");

    private static Task EndedAsync(IPage page) => page.ReadAsync("main [role=alert]");

    private static async Task RefusedAsync(IPage page)
    {
        await page.Locator("#f-email").FillAsync("nobody@demo.example");
        await page.Locator("#f-password").FillAsync("not this one at all");
        await page.Locator("main button.primary").ClickAsync();
        await page.Locator("[role=alert]:visible").WaitForAsync();
    }

    private static async Task<string> EndsAsync(School school) => (await school.Ends).Page;

    private static Task OpenDetailsAsync(IPage page) =>
        page.EvaluateAsync("() => [...document.querySelectorAll('#clusters details')].forEach(detail => { detail.open = true; })");

    private static Task OpenVerdictsAsync(IPage page) =>
        page.EvaluateAsync("() => [...document.querySelectorAll('details.verdict')].slice(0, 3).forEach(verdict => { verdict.open = true; })");

    private static Task OpenToolsAsync(IPage page) =>
        page.EvaluateAsync("() => document.querySelectorAll('.lease-tools details').forEach(tool => { tool.open = true; })");

    private static async Task OpenExportAsync(IPage page)
    {
        await page.Locator(".export-menu > summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Locator(".export-formats button[value=xlsx]").FocusAsync();
    }

    private static async Task UploadAsync(IPage page, string file, string shown)
    {
        await page.Locator("input[type=file]").SetInputFilesAsync(RosterFiles.At(file));
        await page.Locator("main form button.primary").SendAsync();
        await page.Locator(shown).WaitForAsync();
    }

    private static async Task PasteTheUsualAsync(IPage page)
    {
        var assignment = new AssignmentPage(page);
        await assignment.ChooseAsync("kubeconfig");
        await assignment.PasteAsync(Kubeconfigs.WithExec());
        await assignment.SubmitAsync();
        await assignment.Suggestion.WaitForAsync();
    }

    private static async Task PlanAsync(IPage page)
    {
        var regrade = new RegradePage(page);
        await regrade.PlanAsync("replicas", "30", "replicas are worth more");
        await regrade.Apply.WaitForAsync();
    }
}
