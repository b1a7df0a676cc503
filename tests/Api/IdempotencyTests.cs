using EksGrader.Tests.Api.Support;

namespace EksGrader.Tests.Api;

public sealed class IdempotencyTests(SharedService shared)
{
    [Fact]
    public async Task SameKey_IsAnsweredTheSame_AndDoneOnce()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var body = Kubeconfigs.HandInFor(room.NewHost());
        var first = (await room.Student.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", "try-1"))).Is(202);
        var again = (await room.Student.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", "try-1"))).Is(202);
        Assert.Equal((first.Id, first.Location, first.Text), (again.Id, again.Location, again.Text));
        await room.Student.GradedAsync(first.Id);
        Assert.Equal(1, (await room.Instructor.GetAsync($"{room.Lab}/gradebook")).Json.GetProperty("items")[0].GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task SameKey_WithAnotherBody_Is422()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.HandInFor(room.NewHost()), ("Idempotency-Key", "try-1"));
        (await room.Student.PostAsync($"{room.Lab}/submissions", "{}", ("Idempotency-Key", "try-1"))).IsProblem(422, "idempotency-key-reused");
    }

    [Fact]
    public async Task Refusal_IsRemembered_AndStaysAProblem()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        for (var i = 0; i < 2; i++)
            (await room.Student.PostAsync($"{room.Lab}/submissions", "{}", ("Idempotency-Key", "try-1"))).IsProblem(422, "invalid");
    }

    [Fact]
    public async Task SameKey_OfAnother_IsNotMixedUp()
    {
        var room = await Classroom.CreateAsync(shared.Service);
        var body = Kubeconfigs.HandInFor(room.NewHost());
        var mine = (await room.Student.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", "try-1"))).Is(202);
        var theirs = (await room.Classmate.PostAsync($"{room.Lab}/submissions", body, ("Idempotency-Key", "try-1"))).Is(202);
        Assert.NotEqual(mine.Id, theirs.Id);
    }

    [Fact]
    public async Task KeyThatIsNone_Is400() =>
        (await shared.Service.Admin().PostAsync("/api/courses", "{}", ("Idempotency-Key", new string('k', 256)))).IsProblem(400, "bad-request");
}
