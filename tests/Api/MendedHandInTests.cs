using EksGrader.Tests.Api.Support;
using Microsoft.Extensions.DependencyInjection;

namespace EksGrader.Tests.Api;

public sealed class MendedHandInTests
{
    [Theory]
    [InlineData(10, false)]
    [InlineData(16, true)]
    public async Task RefusedBeforeTheDueDate_KeepsItsTimeFor15Minutes(int minutes, bool late)
    {
        var time = new ShiftedTime();
        await using var service = await Service.StartAsync(configure: services => services.AddSingleton<TimeProvider>(time));
        var due = TimeZoneInfo.ConvertTime(time.GetUtcNow().AddMinutes(5), TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul"));
        var room = await Classroom.CreateAsync(service, $"due: {due:yyyy-MM-ddTHH:mm:ss}");
        (await room.Student.PostAsync($"{room.Lab}/submissions", Kubeconfigs.HandIn(Kubeconfigs.WithExec()))).IsProblem(422, "invalid");

        time.PutForward(TimeSpan.FromMinutes(minutes));
        var id = await room.HandInAsync();
        Assert.Equal(late, (await room.Student.GetAsync($"/api/submissions/{id}")).Json.GetProperty("late").GetBoolean());
    }
}
